package dev.caisson.net.ports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Protocol;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Relayed connections between sockets of the loopback.
@Tag("kernel")
@Timeout(300)
class RelaysIT {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int MUCH = 10_000_000;

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicReference<CompletionStage<InetSocketAddress>> target =
            new AtomicReference<>();
    private final Relays relays = new Relays(Syscalls.real(), new Fixed());
    private ServerSocket server;
    private Runnable relay;
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
        var socket = BoundSocket.open(Syscalls.real(), free, 1024);
        var address = Syscalls.real().getsockname(socket.number());
        port = (address[2] & 0xff) << 8 | (address[3] & 0xff);
        relay = relays.open(free, socket);
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
        client.setSoTimeout(90_000);
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
                                            throw new UncheckedIOException(failure);
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
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> before.getAndSet(written.get()) == written.get());

            assertThat(written).hasValueLessThan(100 << 20);
            assertThat(inside.getInputStream().readNBytes(1 << 20)).hasSize(1 << 20);
        }
    }

    @Test
    void what_a_server_says_after_the_end_of_the_request_arrives_whole() throws Exception {
        try (var client = client()) {
            client.getOutputStream().write("request".getBytes(UTF_8));
            client.shutdownOutput();
            var inside = server.accept();
            assertThat(inside.getInputStream().readAllBytes()).hasSize(7);
            var sending = Thread.ofVirtual().start(() -> sendAndClose(inside, MUCH));

            assertThat(numbers(client)).isEqualTo(MUCH);
            sending.join();
        }
        Awaitility.await().untilAsserted(() -> assertThat(open).hasValue(0));
    }

    /// What the client sends on is answered by a reset from inside, once the server is gone.
    @Test
    void a_server_that_closes_first_is_heard_to_its_end_by_a_client_that_talks() throws Exception {
        try (var client = client()) {
            client.setReceiveBufferSize(16 << 10);
            var inside = server.accept();
            sendNumbers(inside, 200_000);
            inside.close();
            Awaitility.await().until(this::endHasArrived);
            client.getOutputStream().write(new byte[100_000]);
            client.shutdownOutput();

            assertThat(numbers(client)).isEqualTo(200_000);
        }
        Awaitility.await().untilAsserted(() -> assertThat(open).hasValue(0));
    }

    /// Whether a socket connected to the server is in CLOSE_WAIT. Source: proc_pid_net(5), tcp.
    private boolean endHasArrived() throws IOException {
        var at = ":%04X 08".formatted(server.getLocalPort());
        for (var file : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            if (Files.readString(Path.of(file)).contains(at)) return true;
        }
        return false;
    }

    @Test
    void a_reader_that_is_slow_gets_all_of_200_megabytes_and_stands_still_for_nothing()
            throws Exception {
        int all = 200_000_000;
        try (var client = client()) {
            client.shutdownOutput();
            var inside = server.accept();
            var sending = Thread.ofVirtual().start(() -> sendAndClose(inside, all));
            var before = new AtomicLong(-1);
            // Half a second in which nothing is spent: it may come late where the sender is slow.
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> before.getAndSet(spent()) == spent());
            assertThat(numbers(client)).isEqualTo(all);
            sending.join();
        }
        Awaitility.await().untilAsserted(() -> assertThat(open).hasValue(0));
    }

    /// Jiffies of the relay's threads. Source: proc_pid_stat(5), fields 14 and 15.
    private static long spent() throws IOException {
        long spent = 0;
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (var task : tasks) {
                var stat = Files.readString(task.resolve("stat"));
                if (!stat.contains("(ports-")) continue;
                var fields = stat.substring(stat.indexOf(')') + 2).split(" ", -1);
                spent += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            }
        }
        return spent;
    }

    private static void sendAndClose(Socket to, int bytes) {
        try (to) {
            sendNumbers(to, bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Bytes whose place can be told from what they are.
    private static void sendNumbers(Socket to, int bytes) throws IOException {
        var piece = new byte[251 * 256];
        for (int i = 0; i < piece.length; i++) piece[i] = (byte) (i % 251);
        for (int left = bytes; left > 0; left -= piece.length) {
            to.getOutputStream().write(piece, 0, Math.min(left, piece.length));
        }
    }

    /// @return how many came until the end
    private static int numbers(Socket from) throws IOException {
        var piece = new byte[64 << 10];
        int count = 0;
        while (true) {
            int length = from.getInputStream().read(piece);
            if (length < 0) return count;
            for (int i = 0; i < length; i++, count++) {
                if (piece[i] != (byte) (count % 251)) throw new IOException("wrong at " + count);
            }
        }
    }

    @Test
    void a_connection_that_breaks_outside_breaks_inside() throws Exception {
        var client = client();
        try (var inside = server.accept()) {
            client.getOutputStream().write("some".getBytes(UTF_8));
            assertThat(inside.getInputStream().readNBytes(4)).hasSize(4);
            client.setSoLinger(true, 0);
            client.close();

            assertThatThrownBy(() -> inside.getInputStream().read()).hasMessageContaining("reset");
        }
        Awaitility.await().untilAsserted(() -> assertThat(open).hasValue(0));
    }

    @Test
    void a_client_that_gives_up_waiting_is_forgotten() throws Exception {
        target.set(new CompletableFuture<>());
        var client = client();
        Awaitility.await().untilAsserted(() -> assertThat(open).hasValue(1));

        client.setSoLinger(true, 0);
        client.close();

        Awaitility.await().untilAsserted(() -> assertThat(open).hasValue(0));
    }

    @Test
    void a_container_that_is_gone_ends_its_connections_after_what_it_had_sent() throws Exception {
        try (var client = client();
                var inside = server.accept()) {
            inside.getOutputStream().write("last words".getBytes(UTF_8));
            assertThat(client.getInputStream().readNBytes(4)).isEqualTo("last".getBytes(UTF_8));

            relays.leave(LOOPBACK);

            var rest = client.getInputStream();
            assertThat(rest.readNBytes(6)).isEqualTo(" words".getBytes(UTF_8));
            assertThatThrownBy(rest::read).hasMessageContaining("reset");
        }
        Awaitility.await().untilAsserted(() -> assertThat(open).hasValue(0));
    }

    @Test
    void two_thousand_connections_at_once_need_few_threads_and_leave_no_descriptor()
            throws Exception {
        int many = 2000;
        long before = descriptors();
        var accepted = new ArrayList<Socket>();
        var clients = new ArrayList<Socket>();
        try {
            for (int i = 0; i < many; i++) {
                clients.add(client());
                accepted.add(server.accept());
            }
            for (var client : clients) client.getOutputStream().write("?!".getBytes(UTF_8));
            for (var inside : accepted) {
                inside.getOutputStream().write(inside.getInputStream().readNBytes(2));
                inside.shutdownOutput();
            }
            for (var client : clients) {
                assertThat(client.getInputStream().readAllBytes()).isEqualTo("?!".getBytes(UTF_8));
            }

            assertThat(open).hasValue(many);
            assertThat(descriptors() - before).isLessThan(4 * many + 100);
            assertThat(
                            Thread.getAllStackTraces().keySet().stream()
                                    .filter(thread -> thread.getName().startsWith("ports-")))
                    .hasSizeLessThanOrEqualTo(4);
        } finally {
            for (var client : clients) client.close();
            for (var inside : accepted) inside.close();
        }
        Awaitility.await().untilAsserted(() -> assertThat(open).hasValue(0));
        relay.run();
        relays.close();
        // A guest may be driven by this process meanwhile. A leak is one of each connection.
        Awaitility.await().untilAsserted(() -> assertThat(descriptors()).isLessThan(before + 40));
    }

    private static long descriptors() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
