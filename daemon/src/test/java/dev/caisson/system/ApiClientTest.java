package dev.caisson.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ApiClientTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";

    @TempDir Path directory;

    @Test
    void a_body_that_is_cut_off_is_no_answer() throws Exception {
        try (var server = says(HEAD)) {
            assertThat(server.isOpen()).isTrue();
            assertThatThrownBy(() -> client().get("/x"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("5 bytes are cut off");
        }
    }

    @Test
    void an_answer_about_a_body_has_none() throws Exception {
        try (var server = says(HEAD)) {
            assertThat(server.isOpen()).isTrue();
            assertThat(client().call("HEAD", "/x", null).text()).isEmpty();
        }
    }

    private ApiClient client() {
        return new ApiClient(directory.resolve("s"));
    }

    /// A server of one connection.
    private ServerSocketChannel says(String answer) throws IOException {
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
        var _ =
                CompletableFuture.runAsync(
                        () -> {
                            try (var client = server.accept()) {
                                client.write(
                                        ByteBuffer.wrap(
                                                answer.getBytes(StandardCharsets.US_ASCII)));
                                client.shutdownOutput();
                                client.read(ByteBuffer.allocate(1 << 16));
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        return server;
    }
}
