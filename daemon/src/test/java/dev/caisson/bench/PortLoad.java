package dev.caisson.bench;

import dev.caisson.net.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Servers in a container's network, which need nothing of its image: one takes all it is sent, one
/// greets each client. And the clients that load them, on the thread that calls.
final class PortLoad implements AutoCloseable {
    private static final int PIECE = 256 << 10;
    private static final long BYTES = Long.getLong("caisson.bench.bytes", 1L << 30);
    private static final long NANOS = 1_000_000_000L;

    private final int stream;
    private final int greeting;
    private final ServerSocketChannel streams;
    private final ServerSocketChannel greetings;

    PortLoad(NetworkNamespace container, int stream, int greeting) {
        this.stream = stream;
        this.greeting = greeting;
        streams = container.inside(() -> listening(stream));
        greetings = container.inside(() -> listening(greeting));
        Thread.ofPlatform().daemon().start(() -> serve(streams, PortLoad::take));
        Thread.ofPlatform().daemon().start(() -> serve(greetings, PortLoad::greet));
    }

    private interface Serving {
        void serve(SocketChannel client, ByteBuffer buffer) throws IOException;
    }

    private static ServerSocketChannel listening(int port) {
        try {
            return ServerSocketChannel.open().bind(new InetSocketAddress(port), 1024);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void serve(ServerSocketChannel server, Serving serving) {
        var buffer = ByteBuffer.allocateDirect(PIECE);
        try {
            while (true) {
                try (var client = server.accept()) {
                    serving.serve(client, buffer.clear());
                }
            }
        } catch (ClosedChannelException ended) {
            return;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void take(SocketChannel client, ByteBuffer buffer) throws IOException {
        while (client.read(buffer.clear()) >= 0) {
            // what comes is forgotten
        }
        client.write(buffer.clear().limit(1));
    }

    private static void greet(SocketChannel client, ByteBuffer buffer) throws IOException {
        client.write(buffer.limit(1));
    }

    /// Sends much until all of it has been taken.
    double bytesPerSecond(InetAddress address) {
        var buffer = ByteBuffer.allocateDirect(PIECE);
        long begin = System.nanoTime();
        try (var client = SocketChannel.open(new InetSocketAddress(address, stream))) {
            for (long left = BYTES; left > 0; ) left -= client.write(buffer.clear());
            client.shutdownOutput();
            if (client.read(buffer.clear()) != 1) throw new IOException("not all was taken");
        } catch (IOException failure) {
            throw new UncheckedIOException(address + " " + stream, failure);
        }
        return BYTES * 1e9 / (System.nanoTime() - begin);
    }

    /// Connects, is greeted and leaves, again and again for a second.
    double connectionsPerSecond(InetAddress address) {
        var to = new InetSocketAddress(address, greeting);
        var buffer = ByteBuffer.allocateDirect(1);
        long begin = System.nanoTime();
        int count = 0;
        try {
            for (; System.nanoTime() - begin < NANOS; count++) {
                try (var client = SocketChannel.open(to)) {
                    if (client.read(buffer.clear()) != 1) throw new IOException("no greeting");
                    // No ports are used up by connections that have ended.
                    client.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(address + " " + greeting, failure);
        }
        return count * 1e9 / (System.nanoTime() - begin);
    }

    /// Ends the servers.
    @Override
    public void close() {
        try {
            streams.close();
            greetings.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
