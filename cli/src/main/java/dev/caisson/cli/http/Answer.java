package dev.caisson.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// The head of an answer; its body is still on the connection.
///
/// @param headers with lower-case names
public record Answer(int status, Map<String, String> headers, Connection connection) {
    public boolean isSuccess() {
        return status >= 200 && status < 300 || status == 101;
    }

    /// True when the connection now carries raw bytes instead of HTTP.
    public boolean isHijacked() {
        return status == 101 || headers.getOrDefault("content-type", "").contains("-stream");
    }

    /// The body as it comes, decoded.
    public InputStream body() {
        var length = headers.get("content-length");
        if (status == 204 || status == 304) {
            return new BodyStream(connection, BodyStream.Framing.LENGTH, 0);
        }
        if (headers.getOrDefault("transfer-encoding", "").contains("chunked")) {
            return new BodyStream(connection, BodyStream.Framing.CHUNKS, 0);
        }
        return status == 101 || length == null
                ? new BodyStream(connection, BodyStream.Framing.UNTIL_CLOSE, 0)
                : new BodyStream(connection, BodyStream.Framing.LENGTH, Long.parseLong(length));
    }

    /// The whole body.
    public byte[] bytes() throws IOException {
        return body().readAllBytes();
    }
}
