package dev.caisson.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/// Git repositories on the loopback, by git's own protocol.
public final class GitServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path repositories;
    private final int port;
    private final Process server;

    private GitServer(Path repositories, int port, Process server) {
        this.repositories = repositories;
        this.port = port;
        this.server = server;
    }

    /// @param directory of its own
    public static GitServer start(Path directory) throws IOException {
        var repositories = Files.createDirectories(directory.resolve("repositories"));
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var server =
                new ProcessBuilder(
                                git(),
                                "daemon",
                                "--export-all",
                                "--listen=127.0.0.1",
                                "--port=" + port,
                                "--base-path=" + repositories)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("git-daemon.log").toFile())
                        .start();
        var started = new GitServer(repositories, port, server);
        Awaitility.await().atMost(PATIENCE).until(started::answers);
        return started;
    }

    private static String git() {
        return HostTools.present("git").toString();
    }

    private boolean answers() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// Makes a repository of the files of a directory.
    ///
    /// @param branch the only one
    /// @return its address
    public String publish(String name, Path work, String branch) {
        var place = work.toString();
        run("init", "-q", "-b", branch, place);
        run("-C", place, "add", ".");
        run("-C", place, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "one");
        run("clone", "-q", "--bare", place, repositories.resolve(name + ".git").toString());
        return "git://127.0.0.1:" + port + "/" + name + ".git";
    }

    private static void run(String... words) {
        var all = new ArrayList<>(List.of(git()));
        all.addAll(List.of(words));
        var outcome = CommandOutcome.of(all.toArray(String[]::new));
        if (outcome.code() != 0) throw new AssertionError(outcome.toString());
    }

    @Override
    public void close() {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        var _ = server.destroyForcibly().onExit().join();
    }
}
