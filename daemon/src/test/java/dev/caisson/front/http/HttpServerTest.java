package dev.caisson.front.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caisson.fault.Conflict;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class HttpServerTest {
    private static final byte[] CHUNK = new byte[64 * 1024];

    @TempDir Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (var one : open.reversed()) one.close();
    }

    @Test
    void requests_sent_at_once_are_answered_in_order() throws Exception {
        var client = client(request -> text(request.path()));

        client.send(get("/a") + get("/b") + get("/c")).endInput();

        assertThat(bodies(client.readAll())).containsExactly("/a", "/b", "/c");
    }

    @Test
    void a_body_is_read_and_the_connection_goes_on() throws Exception {
        var client = client(request -> text(read(request)));

        client.send("POST /x HTTP/1.1\r\nHost: d\r\nContent-Length: 5\r\n\r\nhello" + get("/y"));
        var first = client.readUntil("hello");
        var second = client.readUntil("\r\n\r\n");

        assertThat(first).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(second).contains("content-length: 0");
    }

    @Test
    void a_chunked_body_is_read() throws Exception {
        var client = client(request -> text(read(request)));

        client.send(RawClient.head("POST /x HTTP/1.1", "Host: d", "Transfer-Encoding: chunked"));
        client.send("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

        assertThat(client.readUntil("abcde")).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void a_client_that_waits_for_it_is_told_to_continue_when_its_body_is_wanted() throws Exception {
        var client = client(request -> text(read(request)));

        client.send(
                "POST /x HTTP/1.1\r\nHost: d\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        var told = client.readUntil("\r\n\r\n");
        client.send("ok");

        assertThat(told).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(client.readUntil("ok")).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void a_client_whose_body_is_not_wanted_is_not_told_to_continue() throws Exception {
        var client = client(request -> text("no"));

        client.send(
                "POST /x HTTP/1.1\r\nHost: d\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");

        assertThat(client.readAll())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("connection: close");
    }

    @Test
    void a_short_body_nobody_reads_is_skipped() throws Exception {
        var client = client(request -> text(request.path()));

        client.send(post("/x", 100_000)).send(new byte[100_000]).send(get("/y"));

        assertThat(client.readUntil("/x")).isNotEmpty();
        assertThat(client.readUntil("/y")).isNotEmpty();
    }

    @Test
    void a_long_body_nobody_reads_ends_the_connection() throws Exception {
        var client = client(request -> text(request.path()));

        client.send(post("/x", 100_000_000)).flood(50_000);

        assertThat(client.readAll()).endsWith("/x");
    }

    @Test
    void a_body_waits_in_the_client_until_it_is_read() throws Exception {
        var go = new CountDownLatch(1);
        var counted = new CompletableFuture<Long>();
        var client =
                client(
                        request -> {
                            awaitQuietly(go);
                            counted.complete(count(request));
                            return text("done");
                        });

        client.send(post("/x", 50_000_000));
        long sentBefore = client.flood(50_000_000);
        go.countDown();
        client.send(new byte[(int) (50_000_000 - sentBefore)]);

        assertThat(sentBefore).isLessThan(2_000_000);
        assertThat(client.readUntil("done")).isNotEmpty();
        assertThat(counted.get()).isEqualTo(50_000_000);
    }

    @Test
    void a_producer_waits_for_a_client_that_does_not_read() throws Exception {
        var written = new AtomicLong();
        var client =
                client(
                        request ->
                                new Answer.Streaming(
                                        200,
                                        Map.of(),
                                        out -> {
                                            for (int i = 0; i < 1000; i++) {
                                                out.write(CHUNK);
                                                written.addAndGet(CHUNK.length);
                                            }
                                        }));

        client.send(get("/x"));
        client.readUntil("\r\n\r\n");
        long stuck = standsStill(written);
        long read = client.skip(1000L * CHUNK.length);

        assertThat(stuck).isLessThan(2_000_000);
        assertThat(read).isGreaterThanOrEqualTo(1000L * CHUNK.length);
        await().untilAsserted(() -> assertThat(written).hasValue(1000L * CHUNK.length));
    }

    @Test
    void a_head_is_sent_before_there_is_a_body() throws Exception {
        var go = new CountDownLatch(1);
        var client =
                client(
                        request ->
                                new Answer.Streaming(
                                        200,
                                        Map.of(),
                                        out -> {
                                            awaitQuietly(go);
                                            out.write(bytes("late"));
                                        }));

        client.send(get("/x"));
        var head = client.readUntil("\r\n\r\n");
        go.countDown();

        assertThat(head).contains("transfer-encoding: chunked");
        assertThat(client.readUntil("0\r\n\r\n")).isEqualTo("4\r\nlate\r\n0\r\n\r\n");
    }

    @Test
    void a_producer_is_told_that_its_client_left() throws Exception {
        var told = new CompletableFuture<String>();
        var client = client(request -> waitsForTheEnd(told));

        client.send(get("/x"));
        client.readUntil("\r\n\r\n");
        client.close();

        assertThat(told.get(5, TimeUnit.SECONDS)).isEqualTo("gone");
    }

    @Test
    void a_producer_that_writes_is_told_that_its_client_left() throws Exception {
        var failed = new CompletableFuture<Exception>();
        var client =
                client(
                        request ->
                                new Answer.Streaming(
                                        200,
                                        Map.of(),
                                        out -> {
                                            try {
                                                while (true) out.write(CHUNK);
                                            } catch (IOException gone) {
                                                failed.complete(gone);
                                                throw gone;
                                            }
                                        }));

        client.send(get("/x"));
        client.readUntil("\r\n\r\n");
        client.close();

        assertThat(failed.get(5, TimeUnit.SECONDS)).isInstanceOf(ClientGone.class);
    }

    @Test
    void a_body_that_breaks_off_does_not_look_whole() throws Exception {
        var client =
                client(
                        request ->
                                new Answer.Streaming(
                                        200,
                                        Map.of(),
                                        out -> {
                                            out.write(bytes("half"));
                                            throw new IOException("broken");
                                        }));

        client.send(get("/x"));

        assertThat(client.readAll()).endsWith("4\r\nhalf\r\n");
    }

    @Test
    void bytes_behind_the_head_reach_the_conversation_and_its_output_outlives_the_input()
            throws Exception {
        var client = client(request -> echo());

        client.send(get("/x") + "early ").send("later").endInput();

        assertThat(client.readAll())
                .isEqualTo("HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nearly later|end");
    }

    @Test
    void a_conversation_waits_for_a_client_that_does_not_read() throws Exception {
        var written = new AtomicLong();
        var client =
                client(
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
                client(
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
                client(
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
        var client = client(request -> hijacked((in, out) -> out.write(bytes("bye"))));

        client.send(get("/x") + "unread");

        assertThat(client.readAll()).endsWith("\r\n\r\nbye");
    }

    @Test
    void a_web_socket_carries_both_directions() throws Exception {
        var client =
                client(
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
        var client = client(request -> new Answer.WebSocket(true, (in, out) -> {}));

        client.send(get("/ws"));

        assertThat(client.readAll())
                .isEqualTo("HTTP/1.1 400 Bad Request\r\n\r\nnot websocket protocol");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NONSENSE^^ | 400 Bad Request",
                "GET / HTTP/1.1^^ | 400 Bad Request: missing required Host header",
                "GET / HTTP/1.1^Host: a^Host: b^^ | 400 Bad Request: too many Host headers",
                "GET / HTTP/2.5^Host: d^^ | 505 HTTP Version Not Supported:"
                        + " unsupported protocol version",
                "GET /%zz HTTP/1.1^Host: d^^ | 400 Bad Request",
                "POST / HTTP/1.1^Host: d^Content-Length: x^^ | 400 Bad Request",
                "POST / HTTP/1.1^Host: d^Content-Length: -1^^ | 400 Bad Request",
                "GET / HTTP/1.1^Host: d^Expect: miracles^^ | 417 Expectation Failed"
            })
    void what_is_not_http_is_refused_as_go_does(String sent, String status) throws Exception {
        var client = client(request -> text("never"));

        client.send(sent.replace("^", "\r\n"));

        assertThat(client.readAll()).startsWith("HTTP/1.1 " + status + "\r\n").endsWith(status);
    }

    @Test
    void a_flood_of_headers_is_refused() throws Exception {
        var client = client(request -> text("never"));

        client.send("GET / HTTP/1.1\r\nHost: d\r\nX: " + "a".repeat(1_050_000));

        assertThat(client.readAll()).startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
    }

    @Test
    void a_request_cut_off_is_not_answered() throws Exception {
        var client = client(request -> text("never"));

        client.send("GET / HTTP/1.1\r\nHo").endInput();

        assertThat(client.readAll()).isEmpty();
    }

    @Test
    void a_body_cut_off_fails_in_the_reader() throws Exception {
        var client = client(request -> text(readOrWhy(request)));

        client.send(post("/x", 10) + "abc").endInput();

        assertThat(client.readAll()).endsWith("unexpected EOF");
    }

    @Test
    void an_answer_to_http_1_0_ends_with_the_connection() throws Exception {
        var client =
                client(
                        request ->
                                new Answer.Streaming(200, Map.of(), out -> out.write(bytes("x"))));

        client.send("GET / HTTP/1.0\r\n\r\n");

        assertThat(client.readAll()).endsWith("\r\n\r\nx").doesNotContain("chunked");
    }

    @Test
    void the_socket_is_for_its_owner_and_group() throws Exception {
        serve(request -> text("x"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rw-rw----");
    }

    @Test
    void a_socket_left_behind_is_replaced() throws Exception {
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket()));
        }

        serve(request -> text("alive"));

        assertThat(connect().send(get("/")).readUntil("alive")).isNotEmpty();
    }

    @Test
    void a_socket_of_a_living_daemon_is_left_alone() throws Exception {
        serve(request -> text("first"));

        assertThatThrownBy(() -> serve(request -> text("second"))).isInstanceOf(Conflict.class);

        assertThat(connect().send(get("/")).readUntil("first")).isNotEmpty();
    }

    @Test
    void a_file_that_is_no_socket_is_left_alone() throws Exception {
        Files.writeString(socket(), "precious");

        assertThatThrownBy(() -> serve(request -> text("x"))).isInstanceOf(Conflict.class);

        assertThat(socket()).hasContent("precious");
    }

    @Test
    void the_end_of_the_server_removes_the_socket() throws Exception {
        HttpServer.open(new UnixSocket(socket(), List.of()), request -> text("x")).close();

        assertThat(socket()).doesNotExist();
    }

    @Test
    void the_peer_of_a_request_is_known() throws Exception {
        var client = client(request -> text(String.valueOf(request.peer())));

        client.send(get("/"));

        assertThat(client.readUntil("]")).contains("pid=" + ProcessHandle.current().pid());
    }

    // ---- given

    private RawClient client(Service service) throws IOException {
        serve(service);
        return connect();
    }

    private void serve(Service service) {
        open.add(HttpServer.open(new UnixSocket(socket(), List.of()), service));
    }

    private RawClient connect() throws IOException {
        var client = new RawClient(socket());
        open.add(client);
        return client;
    }

    private Path socket() {
        return directory.resolve("caisson.sock");
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: d\r\n\r\n";
    }

    private static String post(String path, long length) {
        return "POST " + path + " HTTP/1.1\r\nHost: d\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static Answer text(String body) {
        return new Answer.Whole(200, Map.of(), bytes(body));
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

    private static Answer waitsForTheEnd(CompletableFuture<String> told) {
        return new Answer.Streaming(
                200,
                Map.of(),
                out -> {
                    out.onGone(() -> told.complete("gone"));
                    told.join();
                });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static java.io.OutputStream nowhere() {
        return java.io.OutputStream.nullOutputStream();
    }

    private static String read(Request request) {
        try {
            return new String(request.body().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String readOrWhy(Request request) {
        try {
            return new String(request.body().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            return String.valueOf(failure.getMessage());
        }
    }

    private static long count(Request request) {
        try {
            return request.body().transferTo(nowhere());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until the number has not changed for a while.
    private static long standsStill(AtomicLong number) {
        await().during(200, TimeUnit.MILLISECONDS)
                .until(
                        () -> number.get(),
                        new org.hamcrest.BaseMatcher<>() {
                            private long last = -1;

                            @Override
                            public boolean matches(Object now) {
                                boolean same = last == (Long) now;
                                last = (Long) now;
                                return same;
                            }

                            @Override
                            public void describeTo(org.hamcrest.Description description) {}
                        });
        return number.get();
    }

    private static List<String> bodies(String answers) {
        var bodies = new ArrayList<String>();
        for (var answer : answers.split("HTTP/1.1 200 OK\r\n")) {
            int end = answer.indexOf("\r\n\r\n");
            if (end >= 0) bodies.add(answer.substring(end + 4));
        }
        return bodies;
    }
}
