package dev.caisson.system;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// Debian's `docker-registry` on a port of the loopback, with its files in a directory that goes
/// with it.
public final class RegistryProcess implements AutoCloseable {
    /// Who may log in where [#withPasswords] is used.
    public static final String USER = "tester";

    public static final String PASSWORD = "s3cret";

    private final Path directory;
    private final int port;
    private final Process process;

    private RegistryProcess(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /// A registry for everybody, without TLS.
    public static RegistryProcess open() {
        return start(Optional.empty());
    }

    /// A registry that wants a name and a password.
    public static RegistryProcess withPasswords() {
        var htpasswd = HostTools.installed("htpasswd", "apache2-utils");
        var line = CommandOutcome.of(htpasswd.toString(), "-Bbn", USER, PASSWORD);
        return start(Optional.of(line.line()));
    }

    private static RegistryProcess start(Optional<String> passwords) {
        var program = HostTools.installed("docker-registry", "docker-registry");
        var directory = Directories.temporary();
        int port = freePort();
        try {
            var auth = "";
            if (passwords.isPresent()) {
                var file =
                        Files.writeString(directory.resolve("passwords"), passwords.get() + "\n");
                auth = "auth: {htpasswd: {realm: caisson-test, path: " + file + "}}\n";
            }
            var config =
                    """
                    version: 0.1
                    log: {level: warn, accesslog: {disabled: false}}
                    storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                    http: {addr: "127.0.0.1:%d"}
                    %s"""
                            .formatted(directory.resolve("store"), port, auth);
            var file = Files.writeString(directory.resolve("registry.yml"), config);
            var process =
                    new ProcessBuilder(program.toString(), "serve", file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("log").toFile())
                            .start();
            var registry = new RegistryProcess(directory, port, process);
            registry.awaitReady();
            return registry;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void awaitReady() {
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(this::answers);
        } catch (RuntimeException never) {
            close();
            throw never;
        }
    }

    private boolean answers() {
        if (!process.isAlive()) fail("docker-registry ended: " + log());
        try {
            var url = URI.create("http://" + host() + "/v2/").toURL();
            return ((HttpURLConnection) url.openConnection()).getResponseCode() > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// Host and port, as in a reference.
    public String host() {
        return "127.0.0.1:" + port;
    }

    /// Its log, with a line for each request.
    public String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Directories.remove(directory);
    }
}
