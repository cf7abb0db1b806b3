package dev.caisson.front.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.ByteArrayInputStream;
import java.util.Optional;

/// Makes requests without a connection.
public final class Requests {
    private Requests() {}

    /// @param target as in the first line of a request
    /// @param body of JSON
    /// @return empty when the target is none
    public static Optional<Request> of(String method, String target, byte[] body) {
        var parsed = RequestTarget.parse(target);
        if (parsed == null) return Optional.empty();
        var headers = new DefaultHttpHeaders();
        headers.set("Content-Type", "application/json");
        headers.set("Content-Length", body.length);
        return Optional.of(
                new Request(
                        method,
                        parsed.path(),
                        parsed.query(),
                        headers,
                        new ByteArrayInputStream(body),
                        null));
    }
}
