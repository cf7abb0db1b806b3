package dev.caisson.net.ports;

import dev.caisson.net.model.HostPort;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Poll;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client that waits to be led to a container. It belongs to the thread of its loop.
///
/// Nothing is read from a client before the container has taken the connection: what it sends, an
/// end included, waits in the kernel. A client whose container does not answer is reset; one that
/// breaks the connection waits no longer.
final class Leading {
    private static final Logger LOG = LoggerFactory.getLogger(Leading.class);

    private final RelayLoop loop;
    private final HostPort port;
    private final Destinations destinations;
    private final End client;
    private final Runnable ended;
    private @Nullable End container;
    private boolean over;

    /// @param client that has been accepted
    Leading(RelayLoop loop, HostPort port, Destinations destinations, End client) {
        this.loop = loop;
        this.port = port;
        this.destinations = destinations;
        this.client = client;
        ended = destinations.begun(port);
    }

    void begin() {
        loop.add(this);
        client.tell(_ -> refuse());
        client.watch(0);
        tryOnce(0);
    }

    private void tryOnce(int attempt) {
        var _ =
                destinations
                        .next(port, attempt)
                        .whenComplete(
                                (target, nobody) ->
                                        loop.poller().execute(() -> connect(target, attempt)));
    }

    private void connect(@Nullable InetSocketAddress target, int attempt) {
        if (over) return;
        if (target == null) {
            refuse();
            return;
        }
        try {
            var end = new End(loop.syscalls(), loop.poller(), socket(target));
            container = end;
            BoundSocket.settle(loop.syscalls(), end.number());
            end.tell(events -> answered(end, target, attempt, events));
            if (isConnected(end, target)) lead(end, target);
            else end.want(Poll.EPOLLOUT);
        } catch (SyscallException failure) {
            tryAgain(attempt, failure);
        }
    }

    private Fd socket(InetSocketAddress target) {
        boolean six = target.getAddress().getAddress().length == 16;
        int number =
                loop.syscalls()
                        .socket(
                                six ? Socket.AF_INET6 : Socket.AF_INET,
                                Socket.SOCK_STREAM | Socket.SOCK_NONBLOCK,
                                Socket.IPPROTO_TCP);
        return Fd.of(loop.syscalls(), number);
    }

    /// Begins to connect, or tells how that ended.
    private boolean isConnected(End end, InetSocketAddress target) {
        try {
            loop.syscalls()
                    .connect(
                            end.number(), BoundSocket.bytes(target.getAddress(), target.getPort()));
            return true;
        } catch (SyscallException failure) {
            if (failure.is(Errno.EINPROGRESS)) return false;
            throw failure;
        }
    }

    private void answered(End end, InetSocketAddress target, int attempt, int events) {
        if (over) return;
        try {
            boolean failed = (events & (Poll.EPOLLERR | Poll.EPOLLHUP)) != 0;
            if (!failed || isConnected(end, target)) lead(end, target);
        } catch (SyscallException failure) {
            // What was refused while it was connecting is refused otherwise.
            if (failure.is(Errno.ECONNRESET)) refuse();
            else tryAgain(attempt, failure);
        }
    }

    private void tryAgain(int attempt, SyscallException failure) {
        LOG.debug("port={} the container does not answer", port, failure);
        if (container != null) container.close();
        container = null;
        tryOnce(attempt + 1);
    }

    private void lead(End end, InetSocketAddress target) {
        over = true;
        loop.remove(this);
        new RelayedStream(loop, client, end, target.getAddress(), ended).begin();
    }

    /// Resets the client.
    void refuse() {
        if (over) return;
        over = true;
        loop.remove(this);
        try (var _ = container) {
            client.reset();
        } finally {
            ended.run();
        }
    }
}
