package dev.caisson.front.http;

import static dev.caisson.front.http.ServerFixture.get;
import static dev.caisson.front.http.ServerFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.Conflict;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The file of the socket.
@Timeout(120)
class UnixSocketTest {
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
    void the_socket_is_for_its_owner_and_group() throws Exception {
        server.serve(request -> text("x"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.socket())))
                .isEqualTo("rw-rw----");
    }

    @Test
    void a_socket_left_behind_is_replaced() throws Exception {
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(server.socket()));
        }

        server.serve(request -> text("alive"));

        assertThat(server.connect().send(get("/")).readUntil("alive")).isNotEmpty();
    }

    @Test
    void a_socket_of_a_living_daemon_is_left_alone() throws Exception {
        server.serve(request -> text("first"));

        assertThatThrownBy(() -> server.serve(request -> text("second")))
                .isInstanceOf(Conflict.class);

        assertThat(server.connect().send(get("/")).readUntil("first")).isNotEmpty();
    }

    @Test
    void a_file_that_is_no_socket_is_left_alone() throws Exception {
        Files.writeString(server.socket(), "precious");

        assertThatThrownBy(() -> server.serve(request -> text("x"))).isInstanceOf(Conflict.class);

        assertThat(server.socket()).hasContent("precious");
    }

    @Test
    void the_end_of_the_server_removes_the_socket() throws Exception {
        HttpServer.open(
                        new UnixSocket(server.socket(), List.of()),
                        request -> text("x"),
                        Unread.UNKNOWN)
                .close();

        assertThat(server.socket()).doesNotExist();
    }
}
