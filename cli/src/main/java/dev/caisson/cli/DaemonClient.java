package dev.caisson.cli;

import dev.caisson.cli.http.Answer;
import dev.caisson.cli.http.Connection;
import dev.caisson.cli.http.DaemonAddress;
import dev.caisson.cli.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls of the Docker API, one connection each.
public final class DaemonClient {
    /// The API version every request names.
    public static final String API = "/v1.51";

    private static final int CHUNK = 256 * 1024;

    private final DaemonAddress address;
    private final DaemonStarter starter;

    DaemonClient(DaemonAddress address, DaemonStarter starter) {
        this.address = address;
        this.starter = starter;
    }

    /// Reads a JSON answer.
    ///
    /// @throws DaemonError when the daemon answers with an error
    public @Nullable Object get(String target) throws IOException {
        return parsed(call("GET", target, null));
    }

    /// Sends a JSON body, or none, and reads a JSON answer.
    ///
    /// @throws DaemonError when the daemon answers with an error
    public @Nullable Object post(String target, @Nullable Object body) throws IOException {
        return parsed(call("POST", target, body));
    }

    /// @throws DaemonError when the daemon answers with an error
    public @Nullable Object delete(String target) throws IOException {
        return parsed(call("DELETE", target, null));
    }

    /// Sends a request and reads the head of its answer; the caller reads the body and closes the
    /// connection.
    ///
    /// @param target without the version prefix
    /// @throws DaemonError when the daemon answers with an error; the connection is closed then
    public Answer call(String method, String target, @Nullable Object body) throws IOException {
        return call(method, target, body, Map.of());
    }

    /// As [#call(String, String, Object)], with more headers.
    public Answer call(
            String method, String target, @Nullable Object body, Map<String, String> headers)
            throws IOException {
        var connection = connect();
        try {
            connection.send(method, API + target, headers, body == null ? null : Json.write(body));
            return accepted(connection.answer());
        } catch (IOException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    /// Posts a file as it is read, and reads the head of the answer; as with [#call] the caller
    /// closes the connection.
    ///
    /// @param target without the version prefix
    /// @param type of the content
    /// @throws DaemonError when the daemon answers with an error; the connection is closed then
    public Answer upload(String target, InputStream content, String type) throws IOException {
        var connection = connect();
        try {
            connection.sendChunked("POST", API + target, Map.of("Content-Type", type));
            send(content, connection);
            return accepted(connection.answer());
        } catch (IOException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    /// Stops sending when the daemon stops reading: its answer says why.
    private static void send(InputStream in, Connection connection) throws IOException {
        var chunk = new byte[CHUNK];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            try {
                if (count > 0) connection.writeChunk(ByteBuffer.wrap(chunk, 0, count));
            } catch (IOException daemonHasAnswered) {
                return;
            }
        }
        connection.endChunks();
    }

    /// A connection for a request that is written piece by piece; starts the daemon when none
    /// answers.
    public Connection connect() throws IOException {
        try {
            return Connection.open(address);
        } catch (IOException unreachable) {
            if (!starter.start(address)) throw new DaemonUnreachable(address, unreachable);
            return Connection.open(address);
        }
    }

    /// @return the same answer
    /// @throws DaemonError when it is an error
    public static Answer accepted(Answer answer) throws IOException {
        if (answer.isSuccess() || answer.status() == 304) return answer;
        var body = answer.bytes();
        String message;
        try {
            message = Json.text(Json.parse(body), "message");
        } catch (IOException notJson) {
            message = ""; // the raw text says more
        }
        if (message.isEmpty()) message = new String(body, StandardCharsets.UTF_8).strip();
        throw new DaemonError(answer.status(), message);
    }

    private static @Nullable Object parsed(Answer answer) throws IOException {
        try (var _ = answer.connection()) {
            var body = answer.bytes();
            return body.length == 0 ? null : Json.parse(body);
        }
    }
}
