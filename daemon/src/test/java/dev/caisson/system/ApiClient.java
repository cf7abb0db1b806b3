package dev.caisson.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A plain client of the Docker API: one connection for each request, nothing hidden.
public final class ApiClient {
    /// The version of the API that these tests speak.
    public static final String VERSION = "/v1.51";

    static final JsonMapper JSON = JsonMapper.shared();

    private final Path socket;

    /// @param socket of the daemon
    public ApiClient(Path socket) {
        this.socket = socket;
    }

    /// Asks without a body.
    public Answer get(String path) {
        return call("GET", path, null);
    }

    /// Asks with a body of JSON, or none.
    public Answer post(String path, @Nullable Object body) {
        return call("POST", path, body);
    }

    /// Removes.
    public Answer delete(String path) {
        return call("DELETE", path, null);
    }

    /// Asks and reads the whole answer.
    public Answer call(String method, String path, @Nullable Object body) {
        var bytes = body == null ? new byte[0] : JSON.writeValueAsBytes(body);
        try (var exchange = send(method, path, Map.of("Content-Type", "application/json"), bytes)) {
            return exchange.answer();
        }
    }

    /// Asks and leaves the body of the answer to the caller.
    public Exchange open(String method, String path, @Nullable Object body) {
        var bytes = body == null ? new byte[0] : JSON.writeValueAsBytes(body);
        return send(method, path, Map.of("Content-Type", "application/json"), bytes);
    }

    /// Asks for a connection of bytes in both directions.
    public Exchange hijack(String path, @Nullable Object body) {
        var bytes = body == null ? new byte[0] : JSON.writeValueAsBytes(body);
        return send(
                "POST",
                path,
                Map.of(
                        "Content-Type", "application/json",
                        "Connection", "Upgrade",
                        "Upgrade", "tcp"),
                bytes);
    }

    /// Sends a file as the body.
    public Answer upload(String path, Path file) {
        return upload(path, file, Map.of());
    }

    /// Sends a file as the body, with headers more.
    public Answer upload(String path, Path file, Map<String, String> more) {
        return upload("POST", path, file, more);
    }

    /// Sends a file as the body.
    public Answer upload(String method, String path, Path file) {
        return upload(method, path, file, Map.of());
    }

    private Answer upload(String method, String path, Path file, Map<String, String> more) {
        try (var content = Files.newInputStream(file);
                var exchange = Exchange.connect(socket)) {
            exchange.head(method, VERSION + path, headers(more, Files.size(file)));
            exchange.body(content);
            exchange.readHead();
            return exchange.answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the daemon answers.
    public boolean pings() {
        try (var exchange = Exchange.connect(socket)) {
            exchange.head("GET", "/_ping", headers(Map.of(), 0));
            exchange.readHead();
            return exchange.status() == 200;
        } catch (IOException | UncheckedIOException notYet) {
            return false;
        }
    }

    private Exchange send(String method, String path, Map<String, String> headers, byte[] body) {
        try {
            var exchange = Exchange.connect(socket);
            exchange.head(method, VERSION + path, headers(headers, body.length));
            exchange.body(InputStream.nullInputStream());
            exchange.write(body);
            exchange.readHead();
            return exchange;
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        }
    }

    private static Map<String, String> headers(Map<String, String> given, long length) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Host", "caisson");
        headers.put("Content-Length", Long.toString(length));
        headers.put("Connection", "close");
        headers.putAll(given);
        return headers;
    }

    /// A word made safe for a query.
    public static String escaped(String word) {
        return java.net.URLEncoder.encode(word, StandardCharsets.UTF_8);
    }
}
