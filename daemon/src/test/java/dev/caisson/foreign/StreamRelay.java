package dev.caisson.foreign;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/// A syslog daemon on a unix stream socket, while it is open.
final class StreamRelay implements AutoCloseable {
    private final Path path;
    private final ServerSocketChannel server;
    private final List<SocketChannel> clients = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    StreamRelay(Path path) throws IOException {
        this.path = path;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        var _ = Thread.startVirtualThread(this::accept);
    }

    /// Waits for a line that ends like this.
    void await(String end) {
        Awaitility.await().until(() -> lines.stream().anyMatch(line -> line.endsWith(end)));
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                clients.add(client);
                var _ = Thread.startVirtualThread(() -> read(client));
            }
        } catch (ClosedChannelException ended) {
            return;
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private void read(SocketChannel client) {
        try (var reader = Channels.newReader(client, StandardCharsets.UTF_8);
                var buffered = new java.io.BufferedReader(reader)) {
            buffered.lines().forEach(lines::add);
        } catch (IOException | java.io.UncheckedIOException gone) {
            lines.add("gone: " + gone);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var client : clients) client.close();
        Files.deleteIfExists(path);
    }
}
