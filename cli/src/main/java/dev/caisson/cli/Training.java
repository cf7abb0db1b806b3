package dev.caisson.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;

/// Runs the common commands once against answers made here, so that the JVM can keep what they need
/// in an AOT cache. Run by the launcher after a build.
public final class Training {
    private static final String CONTAINER =
            """
            {"Id":"0123456789abcdef","Names":["/a"],"Name":"/a","Image":"x","Command":"sh","Created":1700000000,
            "Status":"Up 3 minutes","State":"running","Ports":[],"Labels":{},"Mounts":[],
            "Config":{"Tty":false},"HostConfig":{},"Warnings":[],"StatusCode":0,"ExitCode":0}
            """;
    private static final String IMAGE =
            """
            [{"Id":"sha256:0123456789abcdef","RepoTags":["x:latest"],"RepoDigests":[],"Created":1700000000,"Size":1}]
            """;
    private static final byte[] FRAME = {1, 0, 0, 0, 0, 0, 0, 3, 'h', 'i', '\n'};

    private Training() {}

    /// Takes no arguments.
    public static void main(String[] arguments) throws IOException {
        var directory = Files.createTempDirectory("caisson-training");
        var socket = directory.resolve("socket");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofPlatform().daemon().start(() -> serve(server));
            var quiet =
                    new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            var environment = new HashMap<>(System.getenv());
            environment.put("CAISSON_HOST", "unix://" + socket);
            for (var command :
                    List.of(
                            "ps -a",
                            "ps --format {{.ID}}",
                            "images",
                            "inspect a",
                            "logs a",
                            "stop a",
                            "rm -f a",
                            "version",
                            "info",
                            "exec a true",
                            "run --rm -e A=1 -v /a:/b x true",
                            "run -d x")) {
                Main.run(List.of(command.split(" ")), environment, quiet, quiet);
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(directory);
        }
    }

    private static void serve(ServerSocketChannel server) {
        try {
            while (true) {
                try (var connection = server.accept()) {
                    answer(connection);
                }
            }
        } catch (IOException closed) {
            // The training is over.
        }
    }

    private static void answer(SocketChannel connection) throws IOException {
        var request = ByteBuffer.allocate(64 * 1024);
        connection.read(request);
        var head = new String(request.array(), 0, request.position(), StandardCharsets.US_ASCII);
        var target = head.substring(0, head.indexOf(" HTTP"));
        if (target.contains("/attach") || target.contains("/exec/") && target.endsWith("/start")) {
            send(connection, "HTTP/1.1 101 UPGRADED\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            send(connection, FRAME);
        } else if (target.contains("/logs")) {
            send(connection, chunked(FRAME));
        } else {
            var json = target.contains("/images/json") ? IMAGE : CONTAINER;
            if (target.contains("/containers/json")) json = "[" + CONTAINER + "]";
            var body = json.getBytes(StandardCharsets.UTF_8);
            var answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
            send(
                    connection,
                    (answer + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            send(connection, body);
        }
    }

    private static byte[] chunked(byte[] data) {
        var head =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(data.length)
                        + "\r\n";
        var tail = "\r\n0\r\n\r\n";
        var out = ByteBuffer.allocate(head.length() + data.length + tail.length());
        out.put(head.getBytes(StandardCharsets.US_ASCII)).put(data);
        return out.put(tail.getBytes(StandardCharsets.US_ASCII)).array();
    }

    private static void send(SocketChannel connection, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) connection.write(buffer);
    }
}
