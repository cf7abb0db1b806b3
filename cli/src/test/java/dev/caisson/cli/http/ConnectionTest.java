package dev.caisson.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
    @TempDir Path directory;

    /// A daemon that takes one request and answers with these bytes, a few at a time.
    ///
    /// @return what the request was
    private CompletableFuture<String> daemon(String answer, int piece) throws IOException {
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(directory.resolve("socket")));
        var seen = new CompletableFuture<String>();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try (server;
                                    var client = server.accept()) {
                                var request = ByteBuffer.allocate(4096);
                                client.read(request);
                                seen.complete(
                                        new String(
                                                request.array(),
                                                0,
                                                request.position(),
                                                StandardCharsets.UTF_8));
                                var bytes = answer.getBytes(StandardCharsets.UTF_8);
                                for (int i = 0; i < bytes.length; i += piece) {
                                    var part =
                                            ByteBuffer.wrap(
                                                    bytes, i, Math.min(piece, bytes.length - i));
                                    while (part.hasRemaining()) client.write(part);
                                }
                            } catch (IOException failure) {
                                seen.completeExceptionally(failure);
                            }
                        });
        return seen;
    }

    private Answer get() throws IOException {
        var connection = Connection.open(new DaemonAddress(directory.resolve("socket"), false));
        connection.send("GET", "/x", Map.of("A", "b"), null);
        return connection.answer();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void a_chunked_body_is_put_together_however_it_arrives(int piece) throws Exception {
        var request =
                daemon(
                        """
                        HTTP/1.1 200 OK
                        Transfer-Encoding: chunked

                        5;ext=1
                        hello
                        7
                        , world
                        0
                        Trailer: x

                        """
                                .replace("\n", "\r\n"),
                        piece);

        var answer = get();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.bytes(), StandardCharsets.UTF_8)).isEqualTo("hello, world");
        assertThat(request.get()).startsWith("GET /x HTTP/1.1\r\n").contains("A: b\r\n");
    }

    @Test
    void a_body_of_known_length_ends_there() throws Exception {
        var _ = daemon("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc", 1000);

        assertThat(get().bytes()).isEqualTo("ab".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void interim_answers_are_skipped_and_an_upgrade_is_raw() throws Exception {
        var _ =
                daemon(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nraw",
                        2);

        var answer = get();

        assertThat(answer.isHijacked()).isTrue();
        assertThat(answer.bytes()).isEqualTo("raw".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"
            })
    void a_body_that_breaks_off_is_an_error_and_not_an_end(String answer) throws Exception {
        var _ = daemon(answer, 1000);

        assertThatThrownBy(() -> get().bytes()).isInstanceOf(EOFException.class);
    }

    @Test
    void an_address_is_a_unix_socket() {
        assertThat(DaemonAddress.of(null, null).isDefault()).isTrue();
        assertThat(DaemonAddress.of("unix:///a", "unix:///b").socket()).isEqualTo(Path.of("/a"));
        assertThat(DaemonAddress.of(null, "unix:///b").isDefault()).isFalse();
        assertThatThrownBy(() -> DaemonAddress.of("tcp://1.2.3.4:5", null))
                .hasMessageContaining("unable to parse docker host");
    }

    @Test
    void query_values_are_escaped() {
        assertThat(Query.of("/a").with("x", "a b&c=+ü").withIf(false, "y", 1).with("z", 1))
                .hasToString("/a?x=a%20b%26c%3D%2B%C3%BC&z=1");
    }
}
