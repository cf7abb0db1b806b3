package dev.caisson.net.dns;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.sys.Syscalls;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The resolvers of all containers that have one.
public final class Resolvers implements AutoCloseable {
    /// Where containers ask.
    public static final InetAddress ADDRESS = Addresses.parse("127.0.0.11").orElseThrow();

    private final Syscalls syscalls;
    private final Names names;
    private final LocalAnswers local;
    private final Forwarding forwarding;
    private final Map<String, List<Channel>> open = new ConcurrentHashMap<>();
    private @Nullable MultiThreadIoEventLoopGroup loop;

    public Resolvers(Syscalls syscalls, Names names, InstantSource clock) {
        this.syscalls = syscalls;
        this.names = names;
        local = new LocalAnswers(names);
        forwarding = new Forwarding(clock);
    }

    /// Begins to answer a container.
    ///
    /// @param port where it was answered before; 0 for any
    /// @return where it is answered
    public int start(String container, NetworkNamespace inside, int port) {
        return start(container, ReadyResolver.open(syscalls, inside, port));
    }

    /// Begins to answer a container.
    ///
    /// @param ready handed over
    /// @return where it is answered
    public int start(String container, ReadyResolver ready) {
        Epoll.ensureAvailability();
        var resolver = new ContainerResolver(container, names, local, forwarding);
        var datagrams = new EpollDatagramChannel(ready.takeDatagrams());
        datagrams.pipeline().addLast(resolver.new Datagrams());
        var streams = new EpollServerSocketChannel(ready.takeStreams());
        streams.pipeline().addLast(resolver.new Connections());
        var _ = loop().register(datagrams);
        var _ = loop().register(streams);
        var before = open.put(container, List.of(datagrams, streams));
        if (before != null) close(before);
        return ready.port();
    }

    /// Idempotent.
    public void stop(String container) {
        var channels = open.remove(container);
        if (channels != null) close(channels);
    }

    private static void close(List<Channel> channels) {
        for (var channel : channels) {
            var _ = channel.close();
        }
    }

    /// Its thread is made when the first container needs it.
    private synchronized MultiThreadIoEventLoopGroup loop() {
        var made = loop;
        if (made == null) {
            made =
                    new MultiThreadIoEventLoopGroup(
                            1, new DefaultThreadFactory("dns", true), EpollIoHandler.newFactory());
            loop = made;
        }
        return made;
    }

    @Override
    public synchronized void close() {
        for (var channels : open.values()) close(channels);
        open.clear();
        var made = loop;
        if (made != null) {
            made.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
