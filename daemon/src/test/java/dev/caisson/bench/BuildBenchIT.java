package dev.caisson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.Directories;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Builds by the docker command line with buildx, in alternation with the engine of
/// `-Dcaisson.bench.peer=SOCKET` (a dockerd) when there is one. The time is that of the whole
/// command; how long the command takes to do nothing is shown beside it.
///
/// `-Dcaisson.bench.files` is the number of files of the large context.
@Tag("bench")
class BuildBenchIT {
    private static final int ROUNDS = Integer.getInteger("caisson.bench.rounds", 3);
    private static final int MANY = Integer.getInteger("caisson.bench.files", 50_000);
    private static final int SOME = 2_000;
    private static final int STEPS = 10;
    private static final long LARGE = 500L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private record Engine(String name, DockerCli docker) {}

    @Test
    void builds_cold_and_cached() throws IOException {
        var contexts = Directories.temporary();
        var socket = System.getProperty("caisson.bench.peer", "");
        try (var own = DaemonProcess.start();
                var peer = socket.isEmpty() ? null : TestedEngine.at(Path.of(socket))) {
            var engines = new ArrayList<Engine>();
            engines.add(engine("engine", own));
            if (peer != null) engines.add(engine("peer", peer));
            var steps = context(contexts, "steps", runs(), 0, 0);
            var some = context(contexts, "some", "COPY . /d\n", SOME, 0);
            var many = context(contexts, "many", "COPY . /d\n", MANY, 0);
            var large = context(contexts, "large", "COPY . /d\n", 0, LARGE);

            compare(engines, "a command that does nothing", "buildx", "version");
            compare(engines, STEPS + " steps, cold", build(steps, "--no-cache"));
            compare(engines, STEPS + " steps, cached", build(steps));
            compare(engines, SOME + " files, cold", build(some, "--no-cache"));
            compare(engines, SOME + " files, cached", build(some));
            compare(engines, MANY + " files, cold", build(many, "--no-cache"));
            compare(engines, MANY + " files, cached", build(many));
            compare(engines, (LARGE >> 20) + " MiB, cold", build(large, "--no-cache"));
            compare(engines, (LARGE >> 20) + " MiB, cached", build(large));
        } finally {
            Directories.remove(contexts);
        }
    }

    private static Engine engine(String name, TestedEngine engine) {
        var docker = DockerCli.docker(engine).with("DOCKER_BUILDKIT", "1");
        docker.ok("load", "-i", BusyboxImage.archive(engine.files()).toString());
        return new Engine(name, docker);
    }

    private static String runs() {
        var text = new StringBuilder();
        for (int n = 0; n < STEPS; n++) text.append("RUN echo ").append(n).append(" > /f\n");
        return text.toString();
    }

    private static Path context(Path directory, String name, String steps, int files, long bytes)
            throws IOException {
        var context = Files.createDirectory(directory.resolve(name));
        Files.writeString(
                context.resolve("Dockerfile"), "FROM " + BusyboxImage.NAME + "\n" + steps);
        var random = new Random(1);
        var content = new byte[2048];
        for (int n = 0; n < files; n++) {
            var file = context.resolve("d" + n / 100).resolve("f" + n);
            if (n % 100 == 0) Files.createDirectory(file.getParent());
            random.nextBytes(content);
            Files.write(file, content);
        }
        if (bytes == 0) return context;
        var piece = new byte[1 << 20];
        try (var out = Files.newOutputStream(context.resolve("large"))) {
            for (long n = 0; n < bytes; n += piece.length) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
        return context;
    }

    private static String[] build(Path context, String... flags) {
        return Stream.of(Stream.of("build", "-q"), Stream.of(flags), Stream.of(context.toString()))
                .flatMap(words -> words)
                .toArray(String[]::new);
    }

    private static void compare(List<Engine> engines, String what, String... command) {
        var times = new ArrayList<List<Double>>();
        for (var _ : engines) times.add(new ArrayList<>());
        for (int round = 0; round < ROUNDS; round++) {
            for (int n = 0; n < engines.size(); n++) {
                times.get(n).add(seconds(engines.get(n).docker(), command));
            }
        }
        var first = median(times.getFirst());
        var line = new StringBuilder(what).append(":");
        for (int n = 0; n < engines.size(); n++) {
            var median = median(times.get(n));
            line.append(
                    String.format(
                            Locale.ROOT,
                            "  %s %.3f s (%.2f)",
                            engines.get(n).name(),
                            median,
                            median / first));
        }
        System.out.println(line);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static double seconds(DockerCli docker, String... command) {
        long begin = System.nanoTime();
        var outcome = docker.run(PATIENCE, command);
        double took = (System.nanoTime() - begin) / 1e9;
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return took;
    }
}
