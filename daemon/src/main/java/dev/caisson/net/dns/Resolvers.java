package dev.caisson.net.dns;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.net.nft.ResolverRules;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;
    private static final int QUEUE = 64;
    private static final int TRIES = 16;

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

    /// The two sockets of a container, at one port.
    private record Sockets(Fd datagrams, Fd streams, int port) {}

    /// Begins to answer a container.
    ///
    /// @param port where it was answered before; 0 for any
    /// @return where it is answered
    public int start(String container, NetworkNamespace inside, int port) {
        Epoll.ensureAvailability();
        var sockets = inside.inside(() -> sockets(port));
        if (sockets.port() != port) ResolverRules.set(syscalls, inside, ADDRESS, sockets.port());
        var resolver = new ContainerResolver(container, names, local, forwarding);
        var datagrams = new EpollDatagramChannel(sockets.datagrams().take());
        datagrams.pipeline().addLast(resolver.new Datagrams());
        var streams = new EpollServerSocketChannel(sockets.streams().take());
        streams.pipeline().addLast(resolver.new Connections());
        var _ = loop().register(datagrams);
        var _ = loop().register(streams);
        var before = open.put(container, List.of(datagrams, streams));
        if (before != null) close(before);
        return sockets.port();
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

    private Sockets sockets(int asked) {
        int port = asked;
        for (int i = 0; ; i++) {
            var datagrams = socket(Socket.SOCK_DGRAM, IPPROTO_UDP);
            try {
                syscalls.bind(datagrams.number(), address(port));
                int got = port(syscalls.getsockname(datagrams.number()));
                return new Sockets(datagrams, listener(got), got);
            } catch (SyscallException taken) {
                datagrams.close();
                if (!taken.is(Errno.EADDRINUSE) || i == TRIES) throw taken;
                port = 0;
            }
        }
    }

    private Fd listener(int port) {
        var streams = socket(Socket.SOCK_STREAM, IPPROTO_TCP);
        try {
            syscalls.setsockopt(
                    streams.number(),
                    Socket.SOL_SOCKET,
                    Socket.SO_REUSEADDR,
                    new byte[] {1, 0, 0, 0});
            syscalls.bind(streams.number(), address(port));
            syscalls.listen(streams.number(), QUEUE);
            return streams;
        } catch (RuntimeException failure) {
            streams.close();
            throw failure;
        }
    }

    private Fd socket(int type, int protocol) {
        return Fd.of(
                syscalls, syscalls.socket(Socket.AF_INET, type | Socket.SOCK_NONBLOCK, protocol));
    }

    /// `struct sockaddr_in`, include/uapi/linux/in.h.
    private static byte[] address(int port) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putShort((short) Socket.AF_INET)
                .put((byte) (port >> 8))
                .put((byte) port)
                .put(ADDRESS.getAddress())
                .array();
    }

    private static int port(byte[] address) {
        return Byte.toUnsignedInt(address[2]) << 8 | Byte.toUnsignedInt(address[3]);
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
