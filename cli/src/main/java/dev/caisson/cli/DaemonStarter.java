package dev.caisson.cli;

import dev.caisson.cli.http.Connection;
import dev.caisson.cli.http.DaemonAddress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Starts a daemon in the background when none answers at the default socket.
///
/// The command line that comes first holds a lock on a file beside the socket until its daemon
/// answers; one that comes at the same moment waits for the lock and then finds the daemon. So two
/// make one.
final class DaemonStarter {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// The command that runs the daemon in the foreground, set by the launcher script.
    private static final String COMMAND_PROPERTY = "caisson.daemon.command";

    private final List<String> command;
    private final Path log;

    private DaemonStarter(List<String> command, Path log) {
        this.command = List.copyOf(command);
        this.log = log;
    }

    static DaemonStarter fromEnvironment(Map<String, String> environment) {
        var script = System.getProperty(COMMAND_PROPERTY, "");
        var command = script.isEmpty() ? List.<String>of() : List.of(script, "daemon");
        return new DaemonStarter(
                command, Path.of(environment.getOrDefault("CAISSON_LOG", "/var/log/caisson.log")));
    }

    /// @return true when a daemon answers now; false when starting one is not ours to do
    /// @throws IOException when it was started but did not come up
    boolean start(DaemonAddress address) throws IOException {
        if (!address.isDefault() || command.isEmpty() || !isRoot()) return false;
        var directory = Path.of("/run/caisson");
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        try (var lock =
                        FileChannel.open(
                                directory.resolve("starting.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            if (answers(address)) return true;
            var arguments = new ArrayList<String>();
            arguments.add("setsid");
            arguments.addAll(command);
            var daemon =
                    new ProcessBuilder(arguments)
                            .directory(Path.of("/").toFile())
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .redirectErrorStream(true)
                            .start();
            awaitAnswer(daemon, address);
            return true;
        }
    }

    private void awaitAnswer(Process daemon, DaemonAddress address) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(address)) {
            if (!daemon.isAlive()) {
                throw new IOException(
                        "the daemon ended with exit code " + daemon.exitValue() + ": see " + log);
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "the daemon does not answer after "
                                + PATIENCE.toSeconds()
                                + " s: see "
                                + log);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static boolean answers(DaemonAddress address) {
        try (var connection = Connection.open(address)) {
            connection.send("GET", "/_ping", Map.of(), null);
            return connection.answer().isSuccess();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
