package dev.caisson.front.http;

import static dev.caisson.front.http.RawClient.head;
import static dev.caisson.front.http.ServerFixture.awaitQuietly;
import static dev.caisson.front.http.ServerFixture.bytes;
import static dev.caisson.front.http.ServerFixture.get;
import static dev.caisson.front.http.ServerFixture.nowhere;
import static dev.caisson.front.http.ServerFixture.standsStill;
import static dev.caisson.front.http.ServerFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests and their answers.
@Timeout(120)
class HttpServerTest {
    private static final byte[] CHUNK = new byte[64 * 1024];
    private static final int LONG = 4 << 20;

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
    void requests_sent_at_once_are_answered_in_order() throws Exception {
        var client = server.client(request -> text(request.path()));

        client.send(get("/a") + get("/b") + get("/c")).endInput();

        assertThat(bodies(client.readAll())).containsExactly("/a", "/b", "/c");
    }

    @Test
    void a_body_is_read_and_the_connection_goes_on() throws Exception {
        var client = server.client(request -> text(read(request)));

        client.send("POST /x HTTP/1.1\r\nHost: d\r\nContent-Length: 5\r\n\r\nhello" + get("/y"));
        var first = client.readUntil("hello");
        var second = client.readUntil("\r\n\r\n");

        assertThat(first).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(second).contains("content-length: 0");
    }

    @Test
    void a_request_that_comes_in_parts_behind_a_body_nobody_read_is_answered() throws Exception {
        var client = server.client(request -> text("<" + request.path() + ">"));
        client.send(RawClient.head("POST /x HTTP/1.1", "Host: d", "Content-Length: 5"));
        client.readUntil("</x>");

        client.send("helloGET /y HT");
        // Each of the event loops has been round since.
        for (int i = 0; i < 4; i++) server.connect().send(get("/z")).readUntil("</z>");
        client.send("TP/1.1\r\nHost: d\r\n\r\n");

        assertThat(client.readUntil("</y>")).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void a_chunked_body_is_read() throws Exception {
        var client = server.client(request -> text(read(request)));

        client.send(RawClient.head("POST /x HTTP/1.1", "Host: d", "Transfer-Encoding: chunked"));
        client.send("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

        assertThat(client.readUntil("abcde")).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void a_client_that_waits_for_it_is_told_to_continue_when_its_body_is_wanted() throws Exception {
        var client = server.client(request -> text(read(request)));

        client.send(
                "POST /x HTTP/1.1\r\nHost: d\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        var told = client.readUntil("\r\n\r\n");
        client.send("ok");

        assertThat(told).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(client.readUntil("ok")).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void a_client_whose_body_is_not_wanted_is_not_told_to_continue() throws Exception {
        var client = server.client(request -> text("no"));

        client.send(
                "POST /x HTTP/1.1\r\nHost: d\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");

        assertThat(client.readAll())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("connection: close");
    }

    @Test
    void a_short_body_nobody_reads_is_skipped() throws Exception {
        var client = server.client(request -> text(request.path()));

        client.send(post("/x", 100_000)).send(new byte[100_000]).send(get("/y"));

        assertThat(client.readUntil("/x")).isNotEmpty();
        assertThat(client.readUntil("/y")).isNotEmpty();
    }

    @Test
    void a_long_body_nobody_reads_ends_the_connection() throws Exception {
        var client = server.client(request -> text(request.path()));

        client.send(post("/x", 100_000_000)).flood(50_000);

        assertThat(client.readAll()).endsWith("/x");
    }

    @Test
    void a_body_waits_in_the_client_until_it_is_read() throws Exception {
        var go = new CountDownLatch(1);
        var counted = new CompletableFuture<Long>();
        var client =
                server.client(
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
                server.client(
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

    /// More than a socket holds.
    @ParameterizedTest
    @ValueSource(strings = {"close", "keep-alive"})
    void a_long_answer_arrives_whole_at_a_client_that_sends_no_more(String then) throws Exception {
        var body = "x".repeat(LONG);
        var client = server.client(request -> text(body));

        client.send(head("GET /x HTTP/1.1", "Host: d", "Connection: " + then)).endInput();

        assertThat(client.readAll().split("\r\n\r\n", 2)[1]).hasSize(LONG);
    }

    @Test
    void a_long_answer_arrives_whole_before_requests_that_come_too_late() throws Exception {
        var body = "x".repeat(LONG);
        var client = server.client(request -> text(body));

        var last = head("GET /x HTTP/1.1", "Host: d", "Connection: close");
        client.send(last + get("/y")).endInput();

        assertThat(client.readAll().split("\r\n\r\n", 2)[1]).hasSize(LONG);
    }

    @Test
    void a_head_is_sent_before_there_is_a_body() throws Exception {
        var go = new CountDownLatch(1);
        var client =
                server.client(
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
        var client = server.client(request -> waitsForTheEnd(told));

        client.send(get("/x"));
        client.readUntil("\r\n\r\n");
        client.close();

        assertThat(told.get(90, TimeUnit.SECONDS)).isEqualTo("gone");
    }

    @Test
    void a_producer_that_writes_is_told_that_its_client_left() throws Exception {
        var failed = new CompletableFuture<Exception>();
        var client =
                server.client(
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

        assertThat(failed.get(90, TimeUnit.SECONDS)).isInstanceOf(ClientGone.class);
    }

    @Test
    void a_body_that_breaks_off_does_not_look_whole() throws Exception {
        var client =
                server.client(
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
        var client = server.client(request -> text("never"));

        client.send(sent.replace("^", "\r\n"));

        assertThat(client.readAll()).startsWith("HTTP/1.1 " + status + "\r\n").endsWith(status);
    }

    @Test
    void a_flood_of_headers_is_refused() throws Exception {
        var client = server.client(request -> text("never"));

        client.send("GET / HTTP/1.1\r\nHost: d\r\nX: " + "a".repeat(1_050_000));

        assertThat(client.readAll()).startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
    }

    @Test
    void a_request_cut_off_is_not_answered() throws Exception {
        var client = server.client(request -> text("never"));

        client.send("GET / HTTP/1.1\r\nHo").endInput();

        assertThat(client.readAll()).isEmpty();
    }

    @Test
    void a_body_cut_off_fails_in_the_reader() throws Exception {
        var client = server.client(request -> text(readOrWhy(request)));

        client.send(post("/x", 10) + "abc").endInput();

        assertThat(client.readAll()).endsWith("unexpected EOF");
    }

    @Test
    void an_answer_to_http_1_0_ends_with_the_connection() throws Exception {
        var client =
                server.client(
                        request ->
                                new Answer.Streaming(200, Map.of(), out -> out.write(bytes("x"))));

        client.send("GET / HTTP/1.0\r\n\r\n");

        assertThat(client.readAll()).endsWith("\r\n\r\nx").doesNotContain("chunked");
    }

    @Test
    void the_peer_of_a_request_is_known() throws Exception {
        var client = server.client(request -> text(String.valueOf(request.peer())));

        client.send(get("/"));

        assertThat(client.readUntil("]")).contains("pid=" + ProcessHandle.current().pid());
    }

    private static String post(String path, long length) {
        return "POST " + path + " HTTP/1.1\r\nHost: d\r\nContent-Length: " + length + "\r\n\r\n";
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

    private static List<String> bodies(String answers) {
        var bodies = new ArrayList<String>();
        for (var answer : answers.split("HTTP/1.1 200 OK\r\n")) {
            int end = answer.indexOf("\r\n\r\n");
            if (end >= 0) bodies.add(answer.substring(end + 4));
        }
        return bodies;
    }
}
