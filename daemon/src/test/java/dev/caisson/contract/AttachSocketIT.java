package dev.caisson.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.front.http.RawClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `GET /containers/{name}/attach/ws`, frame by frame. A frame of a client is masked, here with
/// zeros. Source: RFC 6455, section 5.2.
@Tag("kernel")
@Timeout(300)
class AttachSocketIT {
    private static DaemonProcess daemon;
    private static EngineApi api;

    @BeforeAll
    static void startDaemon() {
        daemon = DaemonProcess.start();
        api = daemon.api();
        api.load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    static void endDaemon() {
        if (daemon != null) daemon.close();
    }

    private static RawClient attach(String version, String id, String query) throws IOException {
        var client = new RawClient(daemon.socket());
        client.send(
                RawClient.head(
                        "GET /"
                                + version
                                + "/containers/"
                                + id
                                + "/attach/ws?"
                                + query
                                + " HTTP/1.1",
                        "Host: d",
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        return client;
    }

    @Test
    void what_is_sent_is_the_standard_input_and_what_comes_is_the_output() throws IOException {
        var id = api.create(Map.of("OpenStdin", true, "StdinOnce", true), Map.of(), "cat");
        api.start(id);

        try (var client = attach("v1.51", id, "stream=1&stdin=1&stdout=1")) {
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
            client.send("\u0081\u0083\0\0\0\0hi\n");
            assertThat(client.readUntil("hi\n")).isEqualTo("\u0082\u0003hi\n");
            client.send("\u0088\u0080\0\0\0\0");

            assertThat(api.await(id)).isZero();
            assertThat(client.readAll()).startsWith("\u0088");
        }
        api.remove(id);
    }

    /// Before 1.28 they were frames of text.
    @Test
    void old_clients_get_text_and_the_log_of_before() throws IOException {
        var id = api.run("echo", "said before");
        assertThat(api.await(id)).isZero();

        try (var client = attach("v1.27", id, "logs=1&stdout=1")) {
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
            assertThat(client.readAll()).startsWith("\u0081\u000csaid before\n");
        }
        api.remove(id);
    }

    @Test
    void a_container_that_is_not_there_is_told_before_the_upgrade() throws IOException {
        try (var client = attach("v1.51", "nobody", "stream=1&stdout=1")) {
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 404 ");
        }
    }
}
