package dev.caisson.front.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.front.http.HttpServer;
import dev.caisson.front.http.UnixSocket;
import dev.caisson.front.http.Unread;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Calls over a connection that was HTTP/1.1, and the limits of what one client may do.
@Timeout(120)
class GrpcServerTest {
    private static final int ENHANCE_YOUR_CALM = 0xb;
    private static final int PROTOCOL_ERROR = 1;
    private static final int REFUSED_STREAM = 7;

    private final CountDownLatch given = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private HttpServer server;
    private RawHttp2 client;

    @BeforeEach
    void serve(@TempDir Path directory) throws IOException {
        var methods = new HashMap<String, GrpcService>();
        methods.put("/t.Test/Echo", call -> call.send(call.request().bytes(1)));
        methods.put("/t.Test/Wait", this::await);
        methods.put(
                "/t.Test/Fail",
                _ -> {
                    throw new CallFailed(Code.NOT_FOUND, "there is none");
                });
        var socket = directory.resolve("s");
        server =
                HttpServer.open(
                        new UnixSocket(socket, List.of()), _ -> takeOver(methods), Unread.UNKNOWN);
        client = new RawHttp2(socket);
    }

    private static dev.caisson.front.http.Answer takeOver(Map<String, GrpcService> methods) {
        return new GrpcServer(methods).takeOver();
    }

    private void await(ServerCall call) throws InterruptedException {
        call.onGone(given::countDown);
        begun.countDown();
        given.await();
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        server.close();
    }

    private static String ending(RawHttp2 client, int stream) throws IOException {
        return client.await(frame -> isEnd(frame, stream)).text();
    }

    private static boolean isEnd(RawHttp2.Frame frame, int stream) {
        return frame.type() == RawHttp2.HEADERS
                && frame.stream() == stream
                && (frame.flags() & RawHttp2.END_STREAM) != 0;
    }

    @Test
    void a_call_is_answered_and_the_next_one_too() throws IOException {
        for (int stream = 1; stream < 7; stream += 2) {
            client.call(stream, "/t.Test/Echo", Map.of());
            client.message(stream, new FieldWriter().text(1, "hello").toBytes(), true);

            int asked = stream;
            var data =
                    client.await(frame -> frame.type() == RawHttp2.DATA && frame.stream() == asked);
            assertThat(data.payload())
                    .endsWith("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            // The encoder of the headers remembers what it sent: only the first time it is text.
            var last = client.await(frame -> isEnd(frame, asked));
            if (stream == 1) assertThat(last.text()).contains("grpc-status");
        }
    }

    @Test
    void a_failure_and_an_unknown_method_are_told() throws IOException {
        client.call(1, "/t.Test/Fail", Map.of());
        assertThat(ending(client, 1)).contains("there is none");

        client.call(3, "/t.Test/Nothing", Map.of());
        assertThat(ending(client, 3)).contains("unknown method /t.Test/Nothing");
    }

    @Test
    void a_message_that_is_too_long_is_not_waited_for() throws IOException {
        client.call(1, "/t.Test/Echo", Map.of());
        client.send(RawHttp2.DATA, 0, 1, new byte[] {0, 0x7f, 0, 0, 0});

        assertThat(ending(client, 1)).contains("a message of 2130706432 bytes");
    }

    @Test
    void a_call_that_is_reset_is_given_up() throws Exception {
        client.call(1, "/t.Test/Wait", Map.of());
        assertThat(begun.await(90, TimeUnit.SECONDS)).isTrue();

        client.send(RawHttp2.RESET, 0, 1, new byte[] {0, 0, 0, 8});

        assertThat(given.await(90, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_client_that_goes_away_gives_its_calls_up() throws Exception {
        client.call(1, "/t.Test/Wait", Map.of());
        assertThat(begun.await(90, TimeUnit.SECONDS)).isTrue();

        client.close();

        assertThat(given.await(90, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void more_calls_at_once_than_are_allowed_are_refused() throws IOException {
        for (int call = 0; call <= Http2Limits.STREAMS; call++) {
            client.call(1 + 2 * call, "/t.Test/Wait", Map.of());
        }

        var refused =
                client.await(
                        frame ->
                                frame.type() == RawHttp2.RESET || frame.type() == RawHttp2.GO_AWAY);
        assertThat(refused.reason()).isEqualTo(REFUSED_STREAM);
        given.countDown();
    }

    @Test
    void calls_that_are_begun_and_reset_all_the_time_end_the_connection() throws IOException {
        try {
            for (int call = 0; call < 2000; call++) {
                client.call(1 + 2 * call, "/t.Test/Nothing", Map.of());
                client.send(RawHttp2.RESET, 0, 1 + 2 * call, new byte[] {0, 0, 0, 8});
            }
        } catch (IOException closed) {
            // as it should
        }

        assertEnded(ENHANCE_YOUR_CALM);
    }

    @Test
    void empty_frames_without_end_end_the_connection() throws IOException {
        client.call(1, "/t.Test/Wait", Map.of());
        try {
            for (int frame = 0; frame < 2000; frame++) {
                client.send(RawHttp2.DATA, 0, 1, new byte[0]);
            }
        } catch (IOException closed) {
            // as it should
        }

        assertEnded(ENHANCE_YOUR_CALM);
    }

    @Test
    void headers_that_are_too_large_are_refused() throws IOException {
        client.call(1, "/t.Test/Echo", Map.of("large", "x".repeat(10_000)));
        client.message(1, new FieldWriter().text(1, "fits").toBytes(), true);
        assertThat(ending(client, 1)).contains("grpc-status");

        try {
            client.call(3, "/t.Test/Wait", Map.of("large", "x".repeat(200_000)));
        } catch (IOException closed) {
            // as it should
        }

        assertEnded(PROTOCOL_ERROR);
        assertThat(begun.getCount()).isEqualTo(1);
    }

    /// With its reason, when there was still somebody to read it.
    private void assertEnded(int reason) throws IOException {
        try {
            var end = client.await(frame -> frame.type() == RawHttp2.GO_AWAY);
            assertThat(end.reason()).isEqualTo(reason);
        } catch (EOFException | java.net.SocketException closed) {
            assertThat(closed).isNotNull();
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
