package dev.caisson.net.ports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Protocol;
import dev.caisson.sys.Syscalls;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Relayed connections between sockets of the loopback.
@Tag("kernel")
class RelaysIT {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int MUCH = 10_000_000;

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicReference<CompletionStage<InetSocketAddress>> target =
            new AtomicReference<>();
    private final Relays relays = new Relays(new Fixed());
    private ServerSocket server;
    private Channel relay;
    private int port;

    /// Where the test says.
    private final class Fixed implements Destinations {
        @Override
        public CompletionStage<InetSocketAddress> next(HostPort asked, int attempt) {
            return attempt == 0
                    ? target.get()
                    : CompletableFuture.failedFuture(new ConnectException("enough"));
        }

        @Override
        public Runnable begun(HostPort asked) {
            open.incrementAndGet();
            return open::decrementAndGet;
        }
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, LOOPBACK);
        target.set(CompletableFuture.completedFuture(address()));
        var free = new HostPort(Protocol.TCP, LOOPBACK, 0);
        relay = relays.open(free, BoundSocket.open(Syscalls.real(), free, 50));
        Awaitility.await().until(() -> relay.localAddress() != null);
        port = ((InetSocketAddress) relay.localAddress()).getPort();
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(LOOPBACK, server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        relays.close();
    }

    private Socket client() throws IOException {
        var client = new Socket(LOOPBACK, port);
        client.setSoTimeout(10_000);
        return client;
    }

    @Test
    void an_end_in_one_direction_leaves_the_other_open_and_nothing_is_lost() throws Exception {
        for (int i = 0; i < 20; i++) endInOneDirection();
    }

    private void endInOneDirection() throws Exception {
        try (var client = client();
                var inside = server.accept()) {
            var sending =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            client.getOutputStream().write(new byte[MUCH]);
                                            client.shutdownOutput();
                                        } catch (IOException failure) {
                                            throw new java.io.UncheckedIOException(failure);
                                        }
                                    });
            assertThat(inside.getInputStream().readAllBytes()).hasSize(MUCH);
            sending.join();
            inside.getOutputStream().write("done".getBytes(UTF_8));
            inside.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo("done".getBytes(UTF_8));
        }
        Awaitility.await().untilAsserted(() -> assertThat(open).hasValue(0));
    }

    @Test
    void a_connection_that_breaks_inside_breaks_outside() throws Exception {
        try (var client = client()) {
            var inside = server.accept();
            inside.setSoLinger(true, 0);
            inside.close();

            assertThatThrownBy(() -> client.getInputStream().readAllBytes())
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void a_client_waits_for_the_container_and_nothing_is_read_before() throws Exception {
        var later = new CompletableFuture<InetSocketAddress>();
        target.set(later);
        try (var client = client()) {
            client.getOutputStream().write("early".getBytes(UTF_8));
            client.shutdownOutput();
            Awaitility.await().untilAsserted(() -> assertThat(open).hasValue(1));
            later.complete(address());

            try (var inside = server.accept()) {
                assertThat(inside.getInputStream().readNBytes(5))
                        .isEqualTo("early".getBytes(UTF_8));
            }
        }
    }

    @Test
    void a_client_that_nobody_answers_is_reset() throws Exception {
        target.set(CompletableFuture.failedFuture(new ConnectException("nobody")));
        try (var client = client()) {
            assertThatThrownBy(() -> client.getInputStream().readAllBytes())
                    .hasMessageContaining("reset");
        }
        Awaitility.await().untilAsserted(() -> assertThat(open).hasValue(0));
    }

    @Test
    void a_slow_reader_holds_up_the_sender_and_not_the_memory() throws Exception {
        try (var client = client();
                var inside = server.accept()) {
            var written = new AtomicInteger();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                var piece = new byte[64 << 10];
                                try {
                                    while (written.addAndGet(piece.length) < 1 << 30) {
                                        client.getOutputStream().write(piece);
                                    }
                                } catch (IOException closed) {
                                    // the end of the test
                                }
                            });
            var before = new AtomicInteger(-1);
            Awaitility.await()
                    .pollInterval(java.time.Duration.ofMillis(500))
                    .until(() -> before.getAndSet(written.get()) == written.get());

            assertThat(written).hasValueLessThan(100 << 20);
            assertThat(inside.getInputStream().readNBytes(1 << 20)).hasSize(1 << 20);
        }
    }
}
