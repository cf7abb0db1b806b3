package dev.caisson.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Waiting, terminals and sockets.
@Tag("kernel")
class EventCallsIT {
    private final Syscalls syscalls = Syscalls.real();

    @TempDir private Path directory;

    @Test
    void poll_tells_which_descriptor_is_ready() {
        var pipe = syscalls.pipe2(OpenFlag.O_NONBLOCK);
        try (var reader = Fd.of(syscalls, pipe.reader());
                var writer = Fd.of(syscalls, pipe.writer())) {
            int[] fds = {reader.number(), -1, writer.number()};
            int[] events = {Poll.POLLIN, Poll.POLLIN, Poll.POLLOUT};
            assertThat(syscalls.ppoll(fds, events, Duration.ZERO))
                    .containsExactly(0, 0, Poll.POLLOUT);
            syscalls.writeAll(writer.number(), new byte[1]);
            assertThat(syscalls.ppoll(fds, events, null))
                    .containsExactly(Poll.POLLIN, 0, Poll.POLLOUT);
        }
    }

    @Test
    void a_poller_runs_what_it_is_given_on_its_thread_in_order() throws Exception {
        var ran = new LinkedBlockingQueue<String>();
        try (var poller = new Poller(syscalls, "caisson-test-poller")) {
            poller.execute(
                    () -> {
                        poller.execute(() -> ran.add(Thread.currentThread().getName()));
                        ran.add("then");
                    });
            poller.execute(() -> ran.add("last"));

            assertThat(ran.poll(90, TimeUnit.SECONDS)).isEqualTo("caisson-test-poller");
            assertThat(ran.poll(90, TimeUnit.SECONDS)).isEqualTo("then");
            assertThat(ran.poll(90, TimeUnit.SECONDS)).isEqualTo("last");
        }
    }

    @Test
    void a_poller_calls_back_until_the_registration_is_closed() throws Exception {
        try (var poller = new Poller(syscalls, "caisson-test-poller");
                var counter = Fd.of(syscalls, syscalls.eventfd(0, 0))) {
            var seen = new LinkedBlockingQueue<Long>();
            var registration =
                    poller.register(
                            counter.number(),
                            Poll.EPOLLIN,
                            _ -> seen.add(syscalls.eventfdRead(counter.number())));
            syscalls.eventfdWrite(counter.number(), 5);
            assertThat(seen.poll(90, TimeUnit.SECONDS)).isEqualTo(5L);
            syscalls.eventfdWrite(counter.number(), 6);
            assertThat(seen.poll(90, TimeUnit.SECONDS)).isEqualTo(6L);

            registration.close();
            syscalls.eventfdWrite(counter.number(), 7);
            assertThat(syscalls.eventfdRead(counter.number())).isEqualTo(7L);
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void a_descriptor_closed_with_its_registration_is_open_while_a_callback_uses_it()
            throws Exception {
        try (var poller = new Poller(syscalls, "caisson-test-poller");
                var counter = Fd.of(syscalls, syscalls.eventfd(0, 0))) {
            var inside = new CountDownLatch(1);
            var goOn = new CompletableFuture<Void>();
            var read = new CompletableFuture<Long>();
            var registration =
                    poller.register(
                            counter.number(),
                            Poll.EPOLLIN,
                            _ -> {
                                inside.countDown();
                                goOn.join();
                                read.complete(syscalls.eventfdRead(counter.number()));
                            });
            syscalls.eventfdWrite(counter.number(), 5);
            inside.await();

            registration.closeWith(counter);
            goOn.complete(null);

            assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo(5L);
            var after = new CompletableFuture<Boolean>();
            poller.execute(() -> after.complete(counter.isOpen()));
            assertThat(after.get(60, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void a_poller_completes_a_future_when_a_process_ends() throws Exception {
        try (var poller = new Poller(syscalls, "caisson-test-poller")) {
            int pid =
                    syscalls.posixSpawn(
                            SpawnRequest.of("/bin/sleep", List.of("sleep", "1000"), List.of()));
            try (var child = PidFd.open(syscalls, pid)) {
                var ended = poller.once(child.number(), Poll.EPOLLIN);
                assertThat(ended).isNotDone();
                child.signal(Signal.SIGKILL);
                assertThat(ended.get(90, TimeUnit.SECONDS) & Poll.EPOLLIN).isNotZero();
                child.reap(Wait.WEXITED);
            }
        }
    }

    @Test
    void a_cancelled_wait_is_registered_no_longer() {
        try (var poller = new Poller(syscalls, "caisson-test-poller");
                var counter = Fd.of(syscalls, syscalls.eventfd(0, 0))) {
            poller.once(counter.number(), Poll.EPOLLIN).cancel(false);

            poller.register(counter.number(), Poll.EPOLLIN, _ -> {}).close();
        }
    }

    @Test
    void several_watches_of_one_file_get_each_their_events() throws Exception {
        try (var poller = new Poller(syscalls, "caisson-test-poller");
                var inotify = new Inotify(syscalls, poller)) {
            var created = new LinkedBlockingQueue<String>();
            var removed = new LinkedBlockingQueue<String>();
            var path = directory.toString();
            var first =
                    inotify.watch(path, InotifyMask.IN_CREATE, event -> created.add(event.name()));
            var _ = inotify.watch(path, InotifyMask.IN_DELETE, event -> removed.add(event.name()));

            Files.createFile(directory.resolve("a"));
            assertThat(created.poll(90, TimeUnit.SECONDS)).isEqualTo("a");
            first.close();
            Files.createFile(directory.resolve("b"));
            Files.delete(directory.resolve("a"));
            assertThat(removed.poll(90, TimeUnit.SECONDS)).isEqualTo("a");
            assertThat(created).isEmpty();
        }
    }

    @Test
    void a_watch_of_a_removed_file_is_told_and_closes_quietly() throws Exception {
        var file = Files.createFile(directory.resolve("f"));
        try (var poller = new Poller(syscalls, "caisson-test-poller");
                var inotify = new Inotify(syscalls, poller)) {
            var ignored = new CompletableFuture<Void>();
            var watch =
                    inotify.watch(
                            file.toString(),
                            InotifyMask.IN_DELETE_SELF,
                            event -> {
                                if ((event.mask() & InotifyMask.IN_IGNORED) != 0) {
                                    ignored.complete(null);
                                }
                            });
            Files.delete(file);
            ignored.get(90, TimeUnit.SECONDS);
            watch.close();
        }
    }

    @Test
    void a_pty_has_a_size_and_another_end() {
        try (var master =
                Fd.of(
                        syscalls,
                        syscalls.openat(
                                AtFlag.AT_FDCWD,
                                "/dev/ptmx",
                                OpenFlag.O_RDWR | OpenFlag.O_NOCTTY,
                                0))) {
            syscalls.tiocsptlck(master.number(), false);
            assertThat(syscalls.tiocgptn(master.number())).isNotNegative();
            try (var peer =
                    Fd.of(
                            syscalls,
                            syscalls.tiocgptpeer(
                                    master.number(), OpenFlag.O_RDWR | OpenFlag.O_NOCTTY))) {
                syscalls.tiocswinsz(master.number(), new WindowSize(50, 132));
                assertThat(syscalls.tiocgwinsz(peer.number())).isEqualTo(new WindowSize(50, 132));
                syscalls.writeAll(peer.number(), "hi".getBytes(StandardCharsets.US_ASCII));
                var bytes = new byte[10];
                assertThat(syscalls.read(master.number(), bytes, 0, 10)).isEqualTo(2);
            }
        }
        try (var file = Fd.of(syscalls, syscalls.memfdCreate("caisson-x", 0))) {
            assertThatThrownBy(() -> syscalls.tiocgwinsz(file.number()))
                    .hasMessageContaining("ENOTTY");
        }
    }

    @Test
    void netlink_lists_the_only_link_of_a_new_network_namespace() {
        NsThread.run(
                "caisson-netlink-test",
                () -> {
                    syscalls.unshare(CloneFlag.CLONE_NEWNET);
                    int number =
                            syscalls.socket(
                                    Socket.AF_NETLINK, Socket.SOCK_RAW, Socket.NETLINK_ROUTE);
                    try (var socket = Fd.of(syscalls, number)) {
                        syscalls.bind(socket.number(), new NetlinkAddress(0, 0).bytes());
                        var own = NetlinkAddress.of(syscalls.getsockname(socket.number()));
                        assertThat(own.port()).isNotZero();

                        var request = getLinks();
                        syscalls.sendto(
                                socket.number(), request, 0, request.length, 0, new byte[0]);
                        var answer = new byte[8192];
                        int length = syscalls.recvfrom(socket.number(), answer, 0, 8192, 0);

                        var text = new String(answer, 0, length, StandardCharsets.ISO_8859_1);
                        assertThat(text).contains("lo\0").doesNotContain("eth");
                    }
                });
    }

    /// RTM_GETLINK with NLM_F_REQUEST | NLM_F_DUMP and a `struct ifinfomsg`.
    private static byte[] getLinks() {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.nativeOrder())
                .putInt(32)
                .putShort((short) 18)
                .putShort((short) 0x301)
                .putInt(1)
                .array();
    }
}
