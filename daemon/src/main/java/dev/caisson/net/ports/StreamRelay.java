package dev.caisson.net.ports;

import dev.caisson.net.model.HostPort;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Poll;
import dev.caisson.sys.Poller;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts connections to a port, on each thread of the relays, and has each led to a container.
final class StreamRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRelay.class);

    /// Seconds without accepting, when the engine has no descriptors left.
    private static final int PAUSE = 1;

    private final Syscalls syscalls;
    private final HostPort port;
    private final Destinations destinations;
    private final List<RelayLoop> loops;
    private final Fd socket;

    /// Each is put in and taken out by its loop's thread, so that none is asked once it is closed.
    private final Map<RelayLoop, Poller.Registration> accepting = new HashMap<>();

    private boolean closed;

    /// @param socket that listens, which is this relay's from now on
    StreamRelay(
            Syscalls syscalls,
            HostPort port,
            Destinations destinations,
            List<RelayLoop> loops,
            Fd socket) {
        this.syscalls = syscalls;
        this.port = port;
        this.destinations = destinations;
        this.loops = loops;
        this.socket = socket;
    }

    void begin() {
        BoundSocket.settle(syscalls, socket.number());
        for (var loop : loops) loop.await(() -> acceptIn(loop));
    }

    private synchronized void acceptIn(RelayLoop loop) {
        if (closed) return;
        accepting.put(
                loop,
                loop.poller()
                        .register(
                                socket.number(),
                                Poll.EPOLLIN | Poll.EPOLLEXCLUSIVE,
                                _ -> accept(loop)));
    }

    private synchronized void restIn(RelayLoop loop) {
        var registration = accepting.remove(loop);
        if (registration != null) registration.close();
    }

    private void accept(RelayLoop loop) {
        // The event may have been taken before the socket was closed.
        if (!socket.isOpen()) return;
        int number;
        try {
            number = syscalls.accept4(socket.number(), Socket.SOCK_NONBLOCK);
        } catch (SyscallException failure) {
            refused(loop, failure);
            return;
        }
        var client = new End(syscalls, loop.poller(), Fd.of(syscalls, number));
        new Leading(loop, port, destinations, client).begin();
    }

    private void refused(RelayLoop loop, SyscallException failure) {
        // Another thread was first, or the client thought better of it.
        if (failure.is(Errno.EAGAIN) || failure.is(Errno.ECONNABORTED)) return;
        LOG.warn("port={} cannot accept, trying again in a second: {}", port, failure.getMessage());
        restIn(loop);
        CompletableFuture.delayedExecutor(PAUSE, TimeUnit.SECONDS)
                .execute(() -> loop.poller().execute(() -> acceptIn(loop)));
    }

    private synchronized void noMore() {
        closed = true;
    }

    /// Waits until the port is free again, which is a moment: the next may want it. What was
    /// accepted goes on. Idempotent.
    @Override
    public void close() {
        noMore();
        for (var loop : loops) loop.await(() -> restIn(loop));
        socket.close();
    }
}
