package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.CommandOutcome;
import dev.caisson.system.Directories;
import dev.caisson.system.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The host's buildah with a storage of its own, removed at the end.
final class Buildah implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<String> program;
    private final Path directory = Directories.temporary();

    /// @param words how it is called, separated by blanks
    Buildah(String words) throws IOException {
        Files.createDirectory(directory.resolve("tmp"));
        program = new ArrayList<>(List.of(words.split(" ", -1)));
        program.addAll(List.of("--root", directory.resolve("root").toString()));
        program.addAll(List.of("--runroot", directory.resolve("run").toString()));
        program.addAll(List.of("--storage-driver", "overlay"));
    }

    /// Takes an image that `docker save` wrote.
    void load(Path archive) {
        ok("pull", "-q", "docker-archive:" + archive);
    }

    /// Builds without its cache and without marks of its own in the image.
    ///
    /// @param flags as docker's command line has them
    CommandOutcome build(String tag, List<String> flags, Path context) {
        var line = new ArrayList<>(List.of("bud", "--layers=false", "--format", "docker"));
        line.addAll(List.of("--isolation", "chroot", "--identity-label=false"));
        line.addAll(List.of("--http-proxy=false", "--pull-never", "-t", tag));
        line.addAll(flags);
        line.add(context.toString());
        return run(line.toArray(String[]::new));
    }

    /// Writes an image as `docker save` would, and forgets it.
    void save(String image, Path archive) {
        ok("push", "-q", image, "docker-archive:" + archive + ":" + image);
        ok("rmi", image);
    }

    private void ok(String... words) {
        var outcome = run(words);
        assertThat(outcome.code()).as("%s: %s", List.of(words), outcome).isZero();
    }

    /// What its caches hold is beside its storage.
    private CommandOutcome run(String... words) {
        var line = new ArrayList<>(program);
        line.addAll(List.of(words));
        var environment = Map.of("TMPDIR", directory.resolve("tmp").toString());
        try (var running = RunningCommand.start(line, environment)) {
            running.closeInput();
            return running.outcome(PATIENCE);
        }
    }

    @Override
    public void close() {
        // A build that was ended has its root mounted.
        ok("rm", "--all");
        Directories.remove(directory);
    }
}
