package dev.caisson.net.ports;

import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Protocol;
import dev.caisson.sys.Fd;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Passes on what reaches sockets of the host, where rules of the kernel cannot.
///
/// Its threads are made when the first port needs them.
final class Relays implements AutoCloseable {
    private static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);

    private final Destinations destinations;
    private @Nullable MultiThreadIoEventLoopGroup loops;

    Relays(Destinations destinations) {
        this.destinations = destinations;
    }

    /// Begins to pass on what reaches a socket, which is the relay's from now on.
    ///
    /// @param socket bound, and listening when it is of streams
    /// @return to be closed
    Channel open(HostPort port, Fd socket) {
        Epoll.ensureAvailability();
        var group = loops();
        if (port.protocol() == Protocol.UDP) {
            var datagrams = new EpollDatagramChannel(socket.take());
            datagrams.pipeline().addLast(new DatagramRelay(port, destinations));
            return registered(group, datagrams);
        }
        var listening = new EpollServerSocketChannel(socket.take());
        listening.pipeline().addLast(new StreamRelay(port, destinations, group));
        return registered(group, listening);
    }

    private static Channel registered(EventLoopGroup group, Channel channel) {
        var _ = group.register(channel);
        return channel;
    }

    /// For connections to containers.
    static Bootstrap toContainer(EventLoop loop, Class<? extends Channel> type) {
        return new Bootstrap()
                .group(loop)
                .channel(type)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000);
    }

    private synchronized MultiThreadIoEventLoopGroup loops() {
        var made = loops;
        if (made == null) {
            made =
                    new MultiThreadIoEventLoopGroup(
                            THREADS,
                            new DefaultThreadFactory("ports", true),
                            EpollIoHandler.newFactory());
            loops = made;
        }
        return made;
    }

    /// Ends every connection that is passed on.
    @Override
    public synchronized void close() {
        var made = loops;
        if (made != null) {
            made.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
