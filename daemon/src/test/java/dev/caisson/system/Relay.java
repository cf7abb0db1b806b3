package dev.caisson.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A listening socket whose connections are led to a server this program can reach, so that a
/// network of a test has a way out to that one server. Who connected is kept.
public final class Relay implements AutoCloseable {
    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final Set<String> clients = ConcurrentHashMap.newKeySet();

    /// Listens at an address of the calling thread's network namespace, at the server's own port.
    public Relay(String address, String host, int port) {
        this.host = host;
        this.port = port;
        try {
            listener = new ServerSocket(port, 64, InetAddress.getByName(address));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Begins to relay. Not on the thread that opened it: threads that come of that one would be in
    /// its namespace.
    public Relay start() {
        Thread.ofVirtual().start(this::accept);
        return this;
    }

    /// Addresses of those who connected.
    public List<String> clients() {
        return List.copyOf(clients);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                clients.add(client.getInetAddress().getHostAddress());
                Thread.ofVirtual().start(() -> relay(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void relay(Socket client) {
        try (client;
                var server = new Socket(host, port)) {
            var back = Thread.ofVirtual().start(() -> copy(server, client));
            copy(client, server);
            back.join();
        } catch (IOException unreachable) {
            System.out.println("relay to " + host + ": " + unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// One direction, until its end or that of the other.
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ended) {
            // The other side has closed, which ends both directions.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
