package dev.caisson.foreign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A proxy on the loopback that opens tunnels to whoever is named.
final class ConnectProxy implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> heads = new CopyOnWriteArrayList<>();

    ConnectProxy() throws IOException {
        Thread.startVirtualThread(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /// The requests that came, without their bodies.
    List<String> heads() {
        return List.copyOf(heads);
    }

    private void accept() {
        while (true) {
            try {
                var client = socket.accept();
                Thread.startVirtualThread(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var head = head(client.getInputStream());
            heads.add(head);
            var target = head.split(" ", 3)[1];
            int colon = target.lastIndexOf(':');
            int port = Integer.parseInt(target.substring(colon + 1));
            try (var server = new Socket(target.substring(0, colon), port)) {
                var opened = "HTTP/1.1 200 Connection established\r\n\r\n";
                client.getOutputStream().write(opened.getBytes(StandardCharsets.US_ASCII));
                Thread.startVirtualThread(() -> pass(server, client));
                client.getInputStream().transferTo(server.getOutputStream());
            }
        } catch (IOException gone) {
            // The test sees what came.
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException gone) {
            // One of them has ended.
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int one = in.read();
            if (one < 0) break;
            head.write(one);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
