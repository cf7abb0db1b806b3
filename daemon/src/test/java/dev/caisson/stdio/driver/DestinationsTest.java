package dev.caisson.stdio.driver;

import static dev.caisson.stdio.driver.SampleSubject.SUBJECT;
import static dev.caisson.stdio.driver.SampleSubject.err;
import static dev.caisson.stdio.driver.SampleSubject.out;
import static dev.caisson.stdio.driver.SampleSubject.piece;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.spec.LogLayout;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Socket;
import dev.caisson.sys.Syscalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// What arrives at the other end of each driver.
class DestinationsTest {
    private static final Map<String, String> CHOSEN = Map.of("labels", "team", "env", "ZONE");

    @TempDir Path directory;

    private final Syscalls syscalls = Syscalls.real();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''       | <30>STAMP web[PID]: hello
                    rfc3164  | <30>STAMP here web[PID]: hello
                    rfc5424  | <30>1 TIME here web PID web - hello
                    """)
    void syslog_over_a_unix_datagram_socket(String format, String expected) throws Exception {
        var path = directory.resolve("log");
        try (var receiver = datagrams(path);
                var driver =
                        open(
                                "syslog",
                                Map.of(
                                        "syslog-address",
                                        "unixgram://" + path,
                                        "syslog-format",
                                        format,
                                        "tag",
                                        "{{.Name}}"))) {
            driver.message(out("hello"));

            var received = new String(receive(receiver), StandardCharsets.UTF_8);
            assertThat(
                            received.replace("[" + ProcessHandle.current().pid(), "[PID")
                                    .replace(" " + ProcessHandle.current().pid() + " ", " PID ")
                                    .replaceFirst(
                                            "[A-Z][a-z]{2} [ 0-9]{2} \\d\\d:\\d\\d:05", "STAMP")
                                    .replaceFirst(
                                            "2026-01-0\\dT\\d\\d:\\d\\d:05(Z|[+-].{5})", "TIME"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void syslog_over_tcp_ends_each_message_with_a_newline() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var driver =
                        open(
                                "syslog",
                                Map.of(
                                        "syslog-address",
                                        "tcp://127.0.0.1:" + server.getLocalPort(),
                                        "syslog-facility",
                                        "local7"))) {
            driver.message(out("a"));
            driver.message(err("b"));
            driver.flush();

            try (var client = server.accept();
                    var reader =
                            new java.io.BufferedReader(
                                    new java.io.InputStreamReader(
                                            client.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(reader.readLine()).startsWith("<190>").endsWith("]: a");
                assertThat(reader.readLine()).startsWith("<187>").endsWith("]: b");
            }
        }
    }

    @Test
    void the_journal_gets_fields_by_its_native_protocol() throws Exception {
        try (var receiver = datagrams(directory.resolve("journal"));
                var driver = open("journald", CHOSEN)) {
            driver.message(err("bad"));
            var fields = new String(receive(receiver), StandardCharsets.UTF_8);
            driver.message(piece("x", 1, false));
            var partial = new String(receive(receiver), StandardCharsets.UTF_8);

            assertThat(fields.lines())
                    .contains(
                            "TEAM=blue",
                            "ZONE=a=b",
                            "CONTAINER_ID=" + "ab".repeat(6),
                            "CONTAINER_NAME=web",
                            "MESSAGE=bad",
                            "PRIORITY=3",
                            "SYSLOG_TIMESTAMP=2026-01-02T03:04:05.06Z")
                    .doesNotContain("OTHER=x");
            assertThat(partial.lines())
                    .contains(
                            "PRIORITY=6",
                            "CONTAINER_PARTIAL_MESSAGE=true",
                            "CONTAINER_PARTIAL_ORDINAL=1");
        }
    }

    @Test
    void gelf_is_compressed_and_chunked_over_udp() throws Exception {
        try (var receiver = DatagramChannel.open()) {
            receiver.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) receiver.getLocalAddress()).getPort();
            var address = "udp://127.0.0.1:" + port;
            var options = Map.of("gelf-address", address, "labels", "team");
            try (var driver = open("gelf", options)) {
                driver.message(err("bad \"thing\""));
                var packed = datagram(receiver);
                var text = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
                var json = new JsonMapper().readTree(text);
                assertThat(json.get("short_message").asString()).isEqualTo("bad \"thing\"");
                assertThat(json.get("timestamp").asDouble()).isEqualTo(1767323045.06);
                assertThat(json.get("level").asInt()).isEqualTo(3);
                assertThat(json.get("_team").asString()).isEqualTo("blue");
                assertThat(json.get("_container_name").asString()).isEqualTo("web");
            }
            var plain = Map.of("gelf-compression-type", "none", "gelf-address", address);
            try (var driver = open("gelf", plain)) {
                driver.message(out("y".repeat(3000)));
                for (int i = 0; i < 3; i++) {
                    var chunk = datagram(receiver);
                    assertThat(Arrays.copyOf(chunk, 2)).containsExactly(0x1e, 0x0f);
                    assertThat(chunk[10]).isEqualTo((byte) i);
                    assertThat(chunk[11]).isEqualTo((byte) 3);
                }
            }
        }
    }

    @Test
    void fluentd_gets_a_tag_a_time_and_a_record() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var driver =
                        open(
                                "fluentd",
                                Map.of("fluentd-address", "127.0.0.1:" + server.getLocalPort()))) {
            driver.message(out("hello"));
            driver.flush();

            try (var client = server.accept()) {
                var bytes = client.getInputStream().readNBytes(18);
                assertThat(bytes[0]).isEqualTo((byte) 0x93);
                assertThat(bytes[1]).isEqualTo((byte) (0xa0 | 12));
                assertThat(new String(bytes, 2, 12, StandardCharsets.UTF_8))
                        .isEqualTo("ab".repeat(6));
                assertThat(bytes[14]).isEqualTo((byte) 0xce);
            }
        }
    }

    private LogDestination open(String driver, Map<String, String> options) throws IOException {
        var settings = LogDrivers.parse(driver, options, LogLayout.defaults());
        return new LogDestinations(syscalls, "here", directory.resolve("journal"))
                .open(
                        settings,
                        SUBJECT,
                        directory.resolve("x-json.log"),
                        LogDestination.Mark.NONE,
                        () -> {});
    }

    private Fd datagrams(Path path) {
        var fd = Fd.of(syscalls, syscalls.socket(Socket.AF_UNIX, Socket.SOCK_DGRAM, 0));
        syscalls.bind(fd.number(), Wires.Datagrams.address(path.toString()));
        return fd;
    }

    private byte[] receive(Fd socket) {
        var bytes = new byte[64 * 1024];
        int length = syscalls.recvfrom(socket.number(), bytes, 0, bytes.length, 0);
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] datagram(DatagramChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(64 * 1024);
        channel.receive(buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
