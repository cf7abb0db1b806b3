package dev.caisson.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A daemon of its own for a test: separate process, directories, socket and parent cgroup.
///
/// [#close] removes the containers, ends the daemon, then requires that nothing is left on the
/// host; what is left is named in the failure and taken away all the same.
public final class DaemonProcess implements TestedEngine {
    /// Long enough for a guest, where Java runs thirty times slower.
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String MAIN = "dev.caisson.main.Caissond";
    private static final String TRAINING_GROUP = "caisson-test-training";
    private static final List<String> TRAINING =
            List.of(
                    "dev.caisson.main.Training",
                    "--bridge",
                    "none",
                    "--cgroup-parent",
                    TRAINING_GROUP);

    /// Test libraries, which a real daemon does not have on its class path.
    private static final Pattern NOT_OURS =
            Pattern.compile(
                    ".*(test-classes|surefire|failsafe|junit|assertj|docker-java|jacoco).*");

    private final Path directory;
    private final Path dataRoot;
    private final String cgroupParent;
    private final List<String> before;
    private final List<String> networkFlags;
    private Process process;

    private DaemonProcess(
            Path directory, Path dataRoot, List<String> before, List<String> networkFlags) {
        this.before = before;
        this.networkFlags = networkFlags;
        this.directory = directory;
        this.dataRoot = dataRoot;
        cgroupParent = directory.getFileName().toString();
        process = launch(cgroupParent);
    }

    /// Starts a daemon and waits until it answers.
    public static DaemonProcess start() {
        var directory = Directories.temporary();
        return start(directory, directory.resolve("data"));
    }

    /// Starts a daemon that keeps its data elsewhere, where the caller looks after it.
    public static DaemonProcess startWithData(Path dataRoot) {
        return start(Directories.temporary(), dataRoot);
    }

    /// Starts a daemon in another network namespace, with a default network there.
    ///
    /// @param before words in front of its command, which lead there
    public static DaemonProcess startIn(List<String> before, String bridge) {
        return startIn(before, bridge, List.of());
    }

    /// [#startIn(List, String)] with more flags.
    public static DaemonProcess startIn(List<String> before, String bridge, List<String> more) {
        var directory = Directories.temporary();
        var flags = new ArrayList<>(List.of("--bridge", bridge));
        flags.addAll(more);
        return start(directory, directory.resolve("data"), before, flags);
    }

    private static DaemonProcess start(Path directory, Path dataRoot) {
        return start(directory, dataRoot, List.of(), List.of("--bridge", "none"));
    }

    private static DaemonProcess start(
            Path directory, Path dataRoot, List<String> before, List<String> networkFlags) {
        HostTools.needRoot();
        var daemon = new DaemonProcess(directory, dataRoot, before, networkFlags);
        try {
            daemon.awaitReady();
            return daemon;
        } catch (Throwable failure) {
            try {
                daemon.erase();
            } catch (RuntimeException | AssertionError second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    @Override
    public Path socket() {
        return directory.resolve("s");
    }

    @Override
    public Path files() {
        return directory;
    }

    /// The daemon's `--data-root`.
    public Path dataRoot() {
        return dataRoot;
    }

    /// The daemon's `--exec-root`.
    public Path execRoot() {
        return directory.resolve("run");
    }

    /// The API of this daemon.
    public EngineApi api() {
        return new EngineApi(new ApiClient(socket()));
    }

    /// Process id of the daemon.
    public long pid() {
        return process.pid();
    }

    /// What the daemon wrote to its standard output and error, over all its lives.
    public String log() {
        try {
            return Files.exists(logFile()) ? Files.readString(logFile()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What this daemon has on the host now, itself not counted.
    public Traces traces() {
        return Traces.of(directory, cgroupParent, pid());
    }

    /// Ends the daemon by SIGKILL.
    public void crash() {
        process.destroyForcibly();
        awaitEnd();
    }

    /// Ends the daemon by SIGTERM.
    ///
    /// @return its exit code
    public int terminate() {
        process.destroy();
        awaitEnd();
        return process.exitValue();
    }

    /// Starts the daemon again where it was, after [#crash] or [#terminate].
    public void restart() {
        process = launch(cgroupParent);
        awaitReady();
    }

    /// Likewise, with another group for its containers beneath the first one.
    public void restartBeneath(String child) {
        process = launch(cgroupParent + "/" + child);
        awaitReady();
    }

    @Override
    public void close() {
        var problems = new ArrayList<String>();
        try {
            if (process.isAlive()) {
                var api = api();
                api.containers().forEach(api::remove);
                terminate();
            }
            awaitNoTraces();
        } catch (RuntimeException | AssertionError failure) {
            problems.add(failure.toString());
        }
        var left = traces();
        if (!left.equals(Traces.none())) problems.add("left behind: " + left);
        if (!problems.isEmpty()) problems.add("log of the daemon:\n" + log());
        erase();
        assertThat(problems).isEmpty();
    }

    /// Holders end a moment after what they hold.
    private void awaitNoTraces() {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> traces().processes().isEmpty());
    }

    private void erase() {
        process.destroyForcibly();
        awaitEnd();
        traces().erase(cgroupParent);
        Directories.remove(directory);
    }

    private Process launch(String parent) {
        var java = new ArrayList<String>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:-UsePerfData",
                        "-Xms24m",
                        "-Xmn16m",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED"));
        var command = new ArrayList<>(before);
        command.addAll(java);
        command.addAll(StartCache.flags(java, classPath(), TRAINING));
        Traces.eraseCgroups(TRAINING_GROUP);
        command.addAll(
                List.of(
                        "-cp",
                        classPath(),
                        MAIN,
                        "--data-root",
                        dataRoot().toString(),
                        "--exec-root",
                        execRoot().toString(),
                        "--cgroup-parent",
                        parent,
                        "-H",
                        "unix://" + socket()));
        command.addAll(networkFlags);
        var builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !NOT_OURS.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Path logFile() {
        return directory.resolve("log");
    }

    private void awaitReady() {
        var client = new ApiClient(socket());
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .failFast(
                        () -> {
                            if (!process.isAlive()) fail("the daemon ended:\n" + log());
                        })
                .until(client::pings);
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                fail("the daemon does not end:\n" + log());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
