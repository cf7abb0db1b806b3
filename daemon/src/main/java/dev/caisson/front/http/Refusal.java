package dev.caisson.front.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Why a request is refused before anybody looks at what it asks for; the connection ends with it.
/// Statuses and texts are those of Go's net/http, which clients of Docker meet.
///
/// @param text status line behind the version, and the body
record Refusal(String text) {
    private static final Refusal BAD = new Refusal("400 Bad Request");

    /// @return null when there is nothing to refuse
    static @Nullable Refusal of(HttpRequest request) {
        var result = request.decoderResult();
        if (result.isFailure()) return of(result);
        var headers = request.headers();
        var version = request.protocolVersion();
        if (!version.protocolName().equals("HTTP") || version.majorVersion() != 1) {
            return new Refusal("505 HTTP Version Not Supported: unsupported protocol version");
        }
        if (version.equals(HttpVersion.HTTP_1_1) && !headers.contains("Host")) {
            return new Refusal("400 Bad Request: missing required Host header");
        }
        if (headers.getAll("Host").size() > 1) {
            return new Refusal("400 Bad Request: too many Host headers");
        }
        if (!lengthIsFine(headers)) return BAD;
        var expect = headers.get("Expect");
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return new Refusal("417 Expectation Failed");
        }
        return null;
    }

    static Refusal badRequest() {
        return BAD;
    }

    private static boolean lengthIsFine(HttpHeaders headers) {
        var length = headers.get("Content-Length");
        return length == null
                || (!length.isEmpty()
                        && length.length() < 19
                        && length.chars().allMatch(c -> c >= '0' && c <= '9'));
    }

    private static Refusal of(DecoderResult result) {
        return result.cause() instanceof TooLongFrameException
                ? new Refusal("431 Request Header Fields Too Large")
                : BAD;
    }

    byte[] response() {
        var wire =
                "HTTP/1.1 "
                        + text
                        + "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
                        + text;
        return wire.getBytes(StandardCharsets.US_ASCII);
    }
}
