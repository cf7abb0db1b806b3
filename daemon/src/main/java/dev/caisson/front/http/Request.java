package dev.caisson.front.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request. The body is read as it is asked for; what is not read is thrown away.
public final class Request {
    private final String method;
    private final String path;
    private final String query;
    private final HttpHeaders headers;
    private final InputStream body;
    private final @Nullable Peer peer;

    Request(
            String method,
            String path,
            String query,
            HttpHeaders headers,
            InputStream body,
            @Nullable Peer peer) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
        this.peer = peer;
    }

    /// In capitals, as it was sent.
    public String method() {
        return method;
    }

    /// With its percent signs decoded; begins with a slash.
    public String path() {
        return path;
    }

    /// As it was sent, without the question mark; empty when there is none.
    public String query() {
        return query;
    }

    /// The first header of that name, whatever its case.
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /// All headers of that name, whatever its case.
    public List<String> headers(String name) {
        return List.copyOf(headers.getAll(name));
    }

    /// Whether one of the comma-separated words of the header is `word`, whatever its case.
    public boolean headerHas(String name, String word) {
        return headers.containsValue(name, word, true);
    }

    /// The length the client declared; 0 when there is no body, -1 when it is not known before.
    public long contentLength() {
        if (headers.contains("Transfer-Encoding")) return -1;
        var length = headers.get("Content-Length");
        return length == null ? 0 : Long.parseLong(length);
    }

    /// The bytes of the body; blocks until there are some. Fails with [ClientGone] when the client
    /// leaves half-way.
    public InputStream body() {
        return body;
    }

    /// Who asks; null when the socket does not tell.
    public @Nullable Peer peer() {
        return peer;
    }
}
