package dev.caisson.net.ports;

import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Protocol;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Syscalls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Passes on what reaches sockets of the host, where rules of the kernel cannot.
///
/// Its threads are made when the first port needs them. Streams are spliced, which Netty's sockets
/// cannot do to their end: `spliceTo` takes an end for nothing to read, and a hint that the end is
/// near for the end, so that what is still to be read is lost.
final class Relays implements AutoCloseable {
    private static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);

    private final Syscalls syscalls;
    private final Destinations destinations;
    private final List<RelayLoop> streams = new ArrayList<>();
    private @Nullable MultiThreadIoEventLoopGroup datagrams;

    Relays(Syscalls syscalls, Destinations destinations) {
        this.syscalls = syscalls;
        this.destinations = destinations;
    }

    /// Begins to pass on what reaches a socket, which is the relay's from now on.
    ///
    /// @param socket bound, and listening when it is of streams
    /// @return gives the socket up, and has when it returns
    Runnable open(HostPort port, Fd socket) {
        if (port.protocol() == Protocol.UDP) return ofDatagrams(port, socket);
        var relay = new StreamRelay(syscalls, port, destinations, loops(), socket.move());
        relay.begin();
        return relay::close;
    }

    private Runnable ofDatagrams(HostPort port, Fd socket) {
        Epoll.ensureAvailability();
        var group = datagramLoops();
        Channel channel = new EpollDatagramChannel(socket.take());
        channel.pipeline().addLast(new DatagramRelay(port, destinations));
        var _ = group.register(channel);
        return () -> {
            var _ = channel.close().awaitUninterruptibly();
        };
    }

    /// For datagrams to containers.
    static Bootstrap toContainer(EventLoop loop) {
        return new Bootstrap().group(loop).channel(EpollDatagramChannel.class);
    }

    private synchronized List<RelayLoop> loops() {
        for (int i = streams.size(); i < THREADS; i++) {
            streams.add(new RelayLoop(syscalls, "ports-" + i));
        }
        return List.copyOf(streams);
    }

    private synchronized MultiThreadIoEventLoopGroup datagramLoops() {
        var made = datagrams;
        if (made == null) {
            made =
                    new MultiThreadIoEventLoopGroup(
                            1,
                            new DefaultThreadFactory("datagrams", true),
                            EpollIoHandler.newFactory());
            datagrams = made;
        }
        return made;
    }

    /// A container is there no more: connections that are passed on to it end when all it had sent
    /// has been passed on. Returns at once.
    synchronized void leave(InetAddress container) {
        for (var loop : streams) loop.poller().execute(() -> loop.leave(container));
    }

    /// Ends every connection that is passed on.
    @Override
    public synchronized void close() {
        streams.forEach(RelayLoop::close);
        streams.clear();
        var made = datagrams;
        if (made != null) {
            made.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
