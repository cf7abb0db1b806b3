package dev.caisson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
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
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Builds by the docker command line with buildx, in alternation with other engines:
///
/// - `-Dcaisson.bench.peer=SOCKET`, a dockerd, by the same command line;
/// - `-Dcaisson.bench.buildah=COMMAND`, where to find `buildah`, its words separated by spaces;
/// - `-Dcaisson.bench.cli=COMMAND`, our own command line, which asks the same daemon.
///
/// The time is that of the whole command; how long the command takes to do nothing is shown beside
/// it. What is built for the first time is built once, everything else in rounds. No command has a
/// network, so that nobody waits for one.
///
/// `-Dcaisson.bench.files` is the number of files of the large context,
/// `-Dcaisson.bench.directory` where the contexts are made: where buildah finds them too.
@Tag("bench")
class BuildBenchIT {
    private static final int ROUNDS = Integer.getInteger("caisson.bench.rounds", 3);
    private static final int MANY = Integer.getInteger("caisson.bench.files", 50_000);
    private static final int SOME = 2_000;
    private static final int STEPS = 10;
    private static final long LARGE = 500L << 20;
    private static final List<String> NOTHING = List.of("version");
    private static final List<String> BUILD = List.of("build", "-q", "--network", "none");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// @param run runs a command to its end
    private record Engine(
            String name, Function<List<String>, CommandOutcome> run, List<String> build) {}

    @Test
    void builds_cold_and_cached() throws IOException {
        var base = System.getProperty("caisson.bench.directory", "");
        var contexts =
                base.isEmpty()
                        ? Directories.temporary()
                        : Files.createTempDirectory(Path.of(base), "caisson-");
        var socket = System.getProperty("caisson.bench.peer", "");
        try (var own = DaemonProcess.start();
                var peer = socket.isEmpty() ? null : TestedEngine.at(Path.of(socket))) {
            var engines = new ArrayList<Engine>();
            engines.add(docker("engine", own));
            var cli = words("caisson.bench.cli");
            if (!cli.isEmpty()) engines.add(cli(DockerCli.of(cli, own), own));
            if (peer != null) engines.add(docker("peer", peer));
            var buildah = words("caisson.bench.buildah");
            if (!buildah.isEmpty()) engines.add(buildah(buildah, contexts));
            var steps = context(contexts, "steps", runs(), 0, 0);
            var some = context(contexts, "some", "COPY . /d\n", SOME, 0);
            var many = context(contexts, "many", "COPY . /d\n", MANY, 0);
            var large = context(contexts, "large", "COPY . /d\n", 0, LARGE);

            compare(engines, "a command that does nothing", ROUNDS, _ -> NOTHING);
            compare(engines, STEPS + " steps", steps);
            compare(engines, SOME + " files", some);
            compare(engines, MANY + " files", many);
            compare(engines, (LARGE >> 20) + " MiB", large);
        } finally {
            Directories.remove(contexts);
        }
    }

    private static List<String> words(String property) {
        return Stream.of(System.getProperty(property, "").split(" "))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static Engine docker(String name, TestedEngine engine) {
        var docker = DockerCli.docker(engine).with("DOCKER_BUILDKIT", "1");
        docker.ok("load", "-i", BusyboxImage.archive(engine.files()).toString());
        return new Engine(name, words -> docker.run(PATIENCE, array(words)), BUILD);
    }

    private static Engine cli(DockerCli cli, TestedEngine engine) {
        var named = cli.with("CAISSON_HOST", "unix://" + engine.socket());
        return new Engine("own command", words -> named.run(PATIENCE, array(words)), BUILD);
    }

    private static Engine buildah(List<String> program, Path files) throws IOException {
        var archive = BusyboxImage.archive(files);
        Function<List<String>, CommandOutcome> run =
                words ->
                        CommandOutcome.of(
                                array(Stream.concat(program.stream(), words.stream()).toList()));
        assertThat(run.apply(List.of("pull", "-q", "docker-archive:" + archive)).code()).isZero();
        var build = List.of("bud", "--layers", "-q", "--network", "none");
        return new Engine("buildah", run, build);
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

    /// For the first time, then without the cache, then from it.
    private static void compare(List<Engine> engines, String what, Path context) {
        compare(engines, what + ", first", 1, engine -> build(engine, context));
        compare(engines, what + ", cold", ROUNDS, engine -> build(engine, context, "--no-cache"));
        compare(engines, what + ", cached", ROUNDS, engine -> build(engine, context));
    }

    private static List<String> build(Engine engine, Path context, String... flags) {
        var words = new ArrayList<>(engine.build());
        words.addAll(List.of(flags));
        words.add(context.toString());
        return words;
    }

    private static String[] array(List<String> words) {
        return words.toArray(String[]::new);
    }

    private static void compare(
            List<Engine> engines, String what, int rounds, Function<Engine, List<String>> command) {
        var times = new ArrayList<List<Double>>();
        for (var _ : engines) times.add(new ArrayList<>());
        for (int round = 0; round < rounds; round++) {
            for (int n = 0; n < engines.size(); n++) {
                var engine = engines.get(n);
                times.get(n).add(seconds(engine, command.apply(engine)));
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

    private static double seconds(Engine engine, List<String> words) {
        long begin = System.nanoTime();
        var outcome = engine.run().apply(words);
        double took = (System.nanoTime() - begin) / 1e9;
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return took;
    }
}
