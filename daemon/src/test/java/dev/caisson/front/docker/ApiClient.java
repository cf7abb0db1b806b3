package dev.caisson.front.docker;

import dev.caisson.front.http.HttpServer;
import dev.caisson.front.http.RawClient;
import dev.caisson.front.http.UnixSocket;
import dev.caisson.front.http.Unread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The API of a fake engine behind a socket, and a client of it.
final class ApiClient implements AutoCloseable {
    final FakeEngine fake = new FakeEngine();
    private final Path socket;
    private final HttpServer server;

    ApiClient(Path directory) {
        socket = directory.resolve("api.sock");
        server =
                HttpServer.open(
                        new UnixSocket(socket, List.of()),
                        new DockerApi(fake.engine(), "0.1.0"),
                        Unread.UNKNOWN);
    }

    /// @param head the answer's, with its empty line
    record Reply(String head, String body) {
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }
    }

    RawClient connect() throws IOException {
        return new RawClient(socket);
    }

    Path socket() {
        return socket;
    }

    Reply get(String path) throws IOException {
        return request("GET", path, "", "");
    }

    Reply post(String path, String json) throws IOException {
        return request("POST", path, "Content-Type: application/json\r\n", json);
    }

    Reply request(String method, String path, String headers, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        try (var client = connect()) {
            client.send(method + " " + path + " HTTP/1.1\r\nHost: d\r\nConnection: close\r\n");
            client.send(headers);
            if (bytes.length > 0) client.send("Content-Length: " + bytes.length + "\r\n");
            client.send("\r\n").send(bytes);
            var all = client.readAll();
            int end = all.indexOf("\r\n\r\n") + 4;
            return new Reply(all.substring(0, end), all.substring(end));
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
