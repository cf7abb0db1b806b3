package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The daemon is killed while a client sends it a directory: the next one builds what the directory
/// is, and keeps nothing of the half that came.
@Tag("foreign")
@Timeout(300)
class BuildCrashIT {
    private static final int FILES = 2000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static DaemonProcess daemon;
    private static DockerCli buildx;
    private static DockerCli classic;

    @TempDir private Path context;

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.start();
        var docker = DockerCli.docker(daemon);
        buildx = docker.with("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
        classic = docker.with("DOCKER_BUILDKIT", "0");
        daemon.api().load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    static void end() {
        if (daemon != null) daemon.close();
    }

    @Test
    void a_kept_directory_that_was_being_changed_is_fetched_again() throws IOException {
        write("one");
        build(buildx);
        assertThat(built()).isEqualTo("one");
        write("two");

        crashDuring(buildx, () -> indexes().isEmpty());

        assertThat(indexes()).isEmpty();
        assertThat(children("contexts")).isNotEmpty();
        daemon.restart();
        assertThat(children("contexts")).allMatch(kept -> Files.exists(kept.resolve("index")));
        assertThat(children("work")).isEmpty();
        build(buildx);
        assertThat(built()).isEqualTo("two");
        buildx.ok("buildx", "prune", "-af");
        assertThat(children("contexts")).isEmpty();
    }

    @Test
    void what_came_of_an_archive_is_removed() throws IOException {
        write("three");

        crashDuring(classic, () -> children("work").stream().anyMatch(BuildCrashIT::isBegun));

        assertThat(children("work")).isNotEmpty();
        daemon.restart();
        assertThat(children("work")).isEmpty();
        build(classic);
        assertThat(built()).isEqualTo("three");
        assertThat(children("work")).isEmpty();
    }

    private static boolean isBegun(Path space) {
        return Files.exists(space.resolve("upper/d/0"));
    }

    private void crashDuring(DockerCli client, Callable<Boolean> middle) {
        try (var running = start(client)) {
            running.closeInput();
            Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(middle);
            daemon.crash();

            assertThat(running.outcome(PATIENCE).code()).isNotZero();
        }
    }

    private void build(DockerCli client) {
        try (var running = start(client)) {
            running.closeInput();
            var outcome = running.outcome(PATIENCE);
            assertThat(outcome.code()).as(outcome.toString()).isZero();
        }
    }

    private RunningCommand start(DockerCli client) {
        return client.start("build", "-t", "sent", context.toString());
    }

    /// The files of the image that was built last differ in nothing.
    private static String built() {
        var seen = buildx.ok("run", "--rm", "--network", "none", "sent").split("\n");
        assertThat(seen[0]).isEqualTo(Integer.toString(FILES));
        assertThat(seen).hasSize(2);
        return seen[1];
    }

    private void write(String content) throws IOException {
        Files.writeString(
                context.resolve("Dockerfile"),
                """
                FROM %s
                COPY d /d/
                CMD ls /d | wc -l && cat /d/* | sort -u
                """
                        .formatted(BusyboxImage.NAME));
        var directory = Files.createDirectories(context.resolve("d"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(directory.resolve(Integer.toString(i)), content + "\n");
        }
    }

    /// Of the kept directories of files, not of those of Dockerfiles.
    private static List<Path> indexes() throws IOException {
        return children("contexts").stream()
                .filter(kept -> Files.exists(kept.resolve("tree/d")))
                .map(kept -> kept.resolve("index"))
                .filter(Files::exists)
                .toList();
    }

    private static List<Path> children(String name) throws IOException {
        try (var children = Files.list(daemon.dataRoot().resolve("build-cache").resolve(name))) {
            return children.toList();
        }
    }
}
