package dev.caisson.front.http;

import static dev.caisson.front.http.ServerFixture.awaitQuietly;
import static dev.caisson.front.http.ServerFixture.bytes;
import static dev.caisson.front.http.ServerFixture.get;
import static dev.caisson.front.http.ServerFixture.nowhere;
import static dev.caisson.front.http.ServerFixture.standsStill;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a connection that is no longer HTTP.
@Timeout(120)
class ConversationTest {
    private static final byte[] CHUNK = new byte[64 * 1024];

    @TempDir Path directory;

    private ServerFixture server;

    @BeforeEach
    void prepare() {
        server = new ServerFixture(directory);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void bytes_behind_the_head_reach_the_conversation_and_its_output_outlives_the_input()
            throws Exception {
        var client = server.client(request -> echo());

        client.send(get("/x") + "early ").send("later").endInput();

        assertThat(client.readAll())
                .isEqualTo("HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nearly later|end");
    }

    @Test
    void output_follows_the_head_only_when_the_client_has_taken_that() throws Exception {
        var asked = new CountDownLatch(3);
        var taken = new AtomicBoolean();
        server.serve(
                request -> hijacked((in, out) -> out.write(bytes("output"))),
                fd -> {
                    asked.countDown();
                    return taken.get() ? 0 : 768;
                });
        var client = server.connect();

        client.send(get("/x"));
        asked.await();
        var before = client.available();
        taken.set(true);

        assertThat(before).isEqualTo("HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n");
        assertThat(client.readAll()).isEqualTo(before + "output");
    }

    @Test
    void a_conversation_waits_for_a_client_that_does_not_read() throws Exception {
        var written = new AtomicLong();
        var client =
                server.client(
                        request ->
                                hijacked(
                                        (in, out) -> {
                                            for (int i = 0; i < 500; i++) {
                                                out.write(CHUNK);
                                                written.addAndGet(CHUNK.length);
                                            }
                                        }));

        client.send(get("/x"));
        client.readUntil("\r\n\r\n");
        long stuck = standsStill(written);
        long read = client.skip(Long.MAX_VALUE);

        assertThat(stuck).isLessThan(2_000_000);
        assertThat(read).isEqualTo(500L * CHUNK.length);
    }

    @Test
    void a_client_that_has_ended_its_input_gets_all_of_a_long_output() throws Exception {
        var client =
                server.client(
                        request ->
                                hijacked(
                                        (in, out) -> {
                                            in.transferTo(nowhere());
                                            for (int i = 0; i < 2000; i++) out.write(CHUNK);
                                        }));

        client.send(get("/x")).endInput();
        client.readUntil("\r\n\r\n");

        assertThat(client.skip(Long.MAX_VALUE)).isEqualTo(2000L * CHUNK.length);
    }

    @Test
    void a_conversation_that_does_not_read_holds_its_client_back() throws Exception {
        var go = new CountDownLatch(1);
        var client =
                server.client(
                        request ->
                                hijacked(
                                        (in, out) -> {
                                            awaitQuietly(go);
                                            out.write(bytes("" + in.transferTo(nowhere())));
                                        }));

        client.send(get("/x"));
        client.readUntil("\r\n\r\n");
        long sent = client.flood(50_000_000);
        go.countDown();
        client.endInput();

        assertThat(sent).isLessThan(2_000_000);
        assertThat(client.readAll()).isEqualTo("" + sent);
    }

    @Test
    void a_conversation_that_ends_with_input_unread_ends_cleanly() throws Exception {
        var client = server.client(request -> hijacked((in, out) -> out.write(bytes("bye"))));

        client.send(get("/x") + "unread");

        assertThat(client.readAll()).endsWith("\r\n\r\nbye");
    }

    @Test
    void a_web_socket_carries_both_directions() throws Exception {
        var client =
                server.client(
                        request ->
                                new Answer.WebSocket(
                                        true,
                                        (in, out) -> {
                                            out.write(in.readNBytes(2));
                                            in.transferTo(nowhere());
                                        }));

        client.send(
                RawClient.head(
                        "GET /ws HTTP/1.1",
                        "Host: d",
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        var head = client.readUntil("\r\n\r\n");
        client.send("\u0082\u0082\0\0\0\0hi");
        var echoed = client.readUntil("hi");
        client.send("\u0088\u0080\0\0\0\0");

        assertThat(head)
                .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(echoed).isEqualTo("\u0082\u0002hi");
        assertThat(client.readAll()).isEqualTo("\u0088\u0002\u0003\u00e8");
    }

    @Test
    void a_web_socket_that_is_none_is_refused() throws Exception {
        var client = server.client(request -> new Answer.WebSocket(true, (in, out) -> {}));

        client.send(get("/ws"));

        assertThat(client.readAll())
                .isEqualTo("HTTP/1.1 400 Bad Request\r\n\r\nnot websocket protocol");
    }

    private static Answer hijacked(Answer.Conversation talk) {
        return new Answer.Hijacked(101, "UPGRADED", Map.of("Upgrade", "tcp"), talk);
    }

    private static Answer echo() {
        return hijacked(
                (in, out) -> {
                    in.transferTo(out);
                    out.write(bytes("|end"));
                });
    }
}
