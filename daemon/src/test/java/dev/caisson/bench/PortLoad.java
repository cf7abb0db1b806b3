package dev.caisson.bench;

import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Servers in a container's network, which need nothing of its image: one takes all it is sent, one
/// greets each client. And the clients that load them, in the host's.
///
/// Connections are made by plain system calls, on a thread for each processor at either end: they
/// cost little more than a program of C would, so that the path between is what is measured.
final class PortLoad implements AutoCloseable {
    private static final int PIECE = 256 << 10;
    private static final long BYTES = Long.getLong("caisson.bench.bytes", 1L << 30);
    private static final long NANOS = 1_000_000_000L;
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final Syscalls SYSCALLS = Syscalls.real();

    private final NetworkNamespace host;
    private final ServerSocketChannel streams;
    private final Fd greetings;

    PortLoad(NetworkNamespace host, NetworkNamespace container, int stream, int greeting) {
        this.host = host;
        streams = container.inside(() -> listening(stream));
        greetings = container.inside(() -> greeting(greeting));
        Thread.ofPlatform().daemon().start(this::take);
        for (int i = 0; i < THREADS; i++) Thread.ofPlatform().daemon().start(this::greet);
    }

    private static ServerSocketChannel listening(int port) {
        try {
            return ServerSocketChannel.open().bind(new InetSocketAddress(port), 16);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Fd greeting(int port) {
        var socket = socket(Socket.AF_INET);
        SYSCALLS.bind(
                socket.number(), new NativeAddress(new InetSocketAddress("0.0.0.0", port)).bytes());
        SYSCALLS.listen(socket.number(), 4096);
        return socket;
    }

    private static Fd socket(int family) {
        return Fd.of(SYSCALLS, SYSCALLS.socket(family, Socket.SOCK_STREAM, Socket.IPPROTO_TCP));
    }

    private void take() {
        var buffer = ByteBuffer.allocateDirect(PIECE);
        try {
            while (true) {
                try (var client = streams.accept()) {
                    while (client.read(buffer.clear()) >= 0) {
                        // what comes is forgotten
                    }
                    client.write(buffer.clear().limit(1));
                }
            }
        } catch (ClosedChannelException ended) {
            return;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void greet() {
        var greeting = ByteBuffer.allocateDirect(1);
        while (greetings.isOpen()) {
            try (var client = Fd.of(SYSCALLS, SYSCALLS.accept4(greetings.number(), 0))) {
                SYSCALLS.write(client.number(), greeting.clear());
            } catch (SyscallException | IllegalStateException left) {
                // The client, or the test is over.
            }
        }
    }

    /// Whether somebody answers there.
    boolean reaches(InetSocketAddress to) {
        return host.inside(
                () -> {
                    try (var client = SocketChannel.open(to)) {
                        return client.isConnected();
                    } catch (IOException refused) {
                        return false;
                    }
                });
    }

    /// Sends much until all of it has been taken.
    double bytesPerSecond(InetSocketAddress to) {
        return host.inside(() -> send(to));
    }

    private static double send(InetSocketAddress to) {
        var buffer = ByteBuffer.allocateDirect(PIECE);
        long begin = System.nanoTime();
        try (var client = SocketChannel.open(to)) {
            for (long left = BYTES; left > 0; ) left -= client.write(buffer.clear());
            client.shutdownOutput();
            if (client.read(buffer.clear()) != 1) throw new IOException("not all was taken");
        } catch (IOException failure) {
            throw new UncheckedIOException(to.toString(), failure);
        }
        return BYTES * 1e9 / (System.nanoTime() - begin);
    }

    /// Connects, is greeted and leaves, again and again for a second.
    double connectionsPerSecond(InetSocketAddress to) {
        var counts = new ArrayList<Future<Long>>();
        long begin = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                counts.add(threads.submit(() -> host.inside(() -> connect(to, begin))));
            }
        }
        long count = counts.stream().mapToLong(Future::resultNow).sum();
        return count * 1e9 / (System.nanoTime() - begin);
    }

    private static long connect(InetSocketAddress to, long begin) {
        var address = new NativeAddress(to);
        var greeting = ByteBuffer.allocateDirect(1);
        // struct linger: no ports are used up by connections that have ended.
        var linger = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(1).putInt(0);
        long count = 0;
        for (; System.nanoTime() - begin < NANOS; count++) {
            try (var client = socket(address.family())) {
                SYSCALLS.setsockopt(
                        client.number(), Socket.SOL_SOCKET, Socket.SO_LINGER, linger.array());
                SYSCALLS.connect(client.number(), address.bytes());
                if (SYSCALLS.read(client.number(), greeting.clear()) != 1) {
                    throw new IllegalStateException("no greeting from " + to);
                }
            }
        }
        return count;
    }

    /// An address as the kernel takes it: `struct sockaddr_in`, `sockaddr_in6`.
    private record NativeAddress(InetSocketAddress of) {
        int family() {
            return of.getAddress().getAddress().length == 16 ? Socket.AF_INET6 : Socket.AF_INET;
        }

        byte[] bytes() {
            boolean six = family() == Socket.AF_INET6;
            var buffer = ByteBuffer.allocate(six ? 28 : 16).order(ByteOrder.nativeOrder());
            buffer.putShort((short) family());
            buffer.put((byte) (of.getPort() >> 8)).put((byte) of.getPort());
            if (six) buffer.putInt(0);
            return buffer.put(of.getAddress().getAddress()).array();
        }
    }

    /// Ends the servers.
    @Override
    public void close() {
        try (greetings) {
            streams.close();
            SYSCALLS.shutdown(greetings.number(), Socket.SHUT_RD);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
