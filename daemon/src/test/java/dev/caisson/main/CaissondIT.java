package dev.caisson.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The daemon as a process of its own.
@Tag("kernel")
class CaissondIT {
    private final String cgroupParent =
            "caisson-test-" + Long.toHexString(RandomGenerator.getDefault().nextLong());
    private final List<Process> daemons = new ArrayList<>();
    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("caisson-daemon-");
    }

    @AfterEach
    void cleanUp() throws Exception {
        for (var daemon : daemons) {
            daemon.destroyForcibly();
            daemon.waitFor(90, TimeUnit.SECONDS);
        }
        for (var hierarchy : hierarchies()) {
            Files.deleteIfExists(hierarchy.resolve(cgroupParent));
        }
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Test
    void a_container_outlives_the_daemon_however_that_ends() throws Exception {
        var daemon = start();
        var id = createSleeping();
        assertThat(ask("POST /containers/" + id + "/start")).startsWith("HTTP/1.1 204");
        var pid = pid(id);

        daemon.destroyForcibly();
        daemon.waitFor(90, TimeUnit.SECONDS);
        var second = start();
        assertThat(pid(id)).isEqualTo(pid);

        second.destroy();
        assertThat(second.waitFor(90, TimeUnit.SECONDS)).isTrue();
        start();
        assertThat(pid(id)).isEqualTo(pid);

        assertThat(ask("DELETE /containers/" + id + "?force=1")).startsWith("HTTP/1.1 204");
        assertThat(ask("GET /containers/" + id + "/json")).startsWith("HTTP/1.1 404");
    }

    @Test
    void one_data_root_has_one_daemon() throws Exception {
        start();

        var second = process();
        assertThat(second.waitFor(90, TimeUnit.SECONDS)).isTrue();

        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(Files.readString(directory.resolve("log")))
                .contains("another daemon uses the data root");
        assertThat(ask("GET /_ping")).startsWith("HTTP/1.1 200");
    }

    private String createSleeping() throws IOException {
        try (var archive = BusyboxArchive.open()) {
            assertThat(ask("POST /images/load", "application/x-tar", archive.readAllBytes()))
                    .startsWith("HTTP/1.1 200");
        }
        var body = "{\"Image\":\"" + BusyboxArchive.NAME + "\",\"Cmd\":[\"sleep\",\"1000\"]}";
        var answer = ask("POST /containers/create", "application/json", body.getBytes(UTF_8));
        return answer.replaceAll("(?s).*\"Id\":\"([0-9a-f]{64})\".*", "$1");
    }

    private String pid(String id) throws IOException {
        return ask("GET /containers/" + id + "/json").replaceAll("(?s).*\"Pid\":([0-9]+).*", "$1");
    }

    private Process start() throws IOException {
        var daemon = process();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> ask("GET /_ping").startsWith("HTTP/1.1 200"));
        return daemon;
    }

    private Process process() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var daemon =
                new ProcessBuilder(
                                java,
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.caisson.main.Caissond",
                                "--bridge",
                                "none",
                                "--data-root",
                                directory.resolve("data").toString(),
                                "--exec-root",
                                directory.resolve("run").toString(),
                                "--cgroup-parent",
                                cgroupParent)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
                        .start();
        daemons.add(daemon);
        return daemon;
    }

    private String ask(String request) throws IOException {
        return ask(request, "text/plain", new byte[0]);
    }

    private String ask(String request, String type, byte[] body) throws IOException {
        var socket = directory.resolve("run/caisson.sock");
        var head =
                request
                        + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: "
                        + type
                        + "\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            write(channel, head.getBytes(UTF_8));
            write(channel, body);
            var answer = ByteBuffer.allocate(1 << 20);
            while (channel.read(answer) >= 0 && answer.hasRemaining()) {
                // until the server closes
            }
            return UTF_8.decode(answer.flip()).toString();
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) channel.write(buffer);
    }

    private static List<Path> hierarchies() throws IOException {
        try (var roots = Files.list(Path.of("/sys/fs/cgroup"))) {
            return roots.filter(Files::isDirectory).toList();
        }
    }
}
