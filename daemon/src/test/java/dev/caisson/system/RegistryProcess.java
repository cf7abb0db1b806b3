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

    private static final String LOOPBACK = "127.0.0.1";

    private final Path directory;
    private final String host;
    private final Process process;

    private RegistryProcess(Path directory, String host, Process process) {
        this.directory = directory;
        this.host = host;
        this.process = process;
    }

    /// A registry for everybody, without TLS.
    public static RegistryProcess open() {
        return start(LOOPBACK, Optional.empty(), Optional.empty());
    }

    /// A registry on an address of the host that speaks TLS only and wants a name and a password.
    ///
    /// @param tls what stands under `tls:` in its configuration
    public static RegistryProcess withTls(String address, String tls) {
        return start(address, Optional.of(passwords()), Optional.of(tls));
    }

    /// A registry that wants a name and a password.
    public static RegistryProcess withPasswords() {
        return start(LOOPBACK, Optional.of(passwords()), Optional.empty());
    }

    /// A registry that wants the tokens of a server.
    public static RegistryProcess withTokens(TokenServer server) {
        return start(LOOPBACK, Optional.of(server.configuration()), Optional.empty(), true);
    }

    private static String passwords() {
        var htpasswd = HostTools.installed("htpasswd", "apache2-utils");
        return CommandOutcome.of(htpasswd.toString(), "-Bbn", USER, PASSWORD).line();
    }

    private static RegistryProcess start(
            String address, Optional<String> passwords, Optional<String> tls) {
        return start(address, passwords, tls, false);
    }

    // With tokens, what stands under `auth:` is in the place of the passwords.
    private static RegistryProcess start(
            String address, Optional<String> passwords, Optional<String> tls, boolean tokens) {
        var program = HostTools.installed("docker-registry", "docker-registry");
        var directory = Directories.temporary();
        int port = freePort();
        try {
            var auth = "";
            if (tokens) {
                auth = "auth: " + passwords.orElseThrow() + "\n";
            } else if (passwords.isPresent()) {
                var file =
                        Files.writeString(directory.resolve("passwords"), passwords.get() + "\n");
                auth = "auth: {htpasswd: {realm: caisson-test, path: " + file + "}}\n";
            }
            var config =
                    """
                    version: 0.1
                    log: {level: warn, accesslog: {disabled: false}}
                    storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                    http: {addr: "%s:%d"%s}
                    %s\
                    """
                            .formatted(
                                    directory.resolve("store"),
                                    address,
                                    port,
                                    tls.map(", tls: "::concat).orElse(""),
                                    auth);
            var file = Files.writeString(directory.resolve("registry.yml"), config);
            var process =
                    new ProcessBuilder(program.toString(), "serve", file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("log").toFile())
                            .start();
            var registry = new RegistryProcess(directory, address + ":" + port, process);
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
                    .atMost(Patience.LONG)
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
        return host;
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
