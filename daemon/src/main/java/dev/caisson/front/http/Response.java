package dev.caisson.front.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;

/// Makes Netty's messages of answers.
final class Response {
    static final String ENCODER = "encoder";

    HttpObject whole(Answer.Whole answer, HttpRequest request, boolean keepAlive) {
        var status = HttpResponseStatus.valueOf(answer.status());
        boolean bodiless =
                answer.status() == 304
                        || answer.status() == 204
                        || request.method().equals(HttpMethod.HEAD);
        var response =
                new DefaultFullHttpResponse(
                        request.protocolVersion(),
                        status,
                        bodiless ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
        var headers = common(response.headers(), answer, request, keepAlive);
        if (answer.status() != 204 && answer.status() != 304) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
        return response;
    }

    HttpObject streaming(Answer.Streaming answer, HttpRequest request, boolean keepAlive) {
        var response =
                new DefaultHttpResponse(
                        request.protocolVersion(), HttpResponseStatus.valueOf(answer.status()));
        var headers = common(response.headers(), answer, request, keepAlive);
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                && !request.method().equals(HttpMethod.HEAD)) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        return response;
    }

    private static HttpHeaders common(
            HttpHeaders headers, Answer answer, HttpRequest request, boolean keepAlive) {
        answer.headers().forEach(headers::set);
        headers.set(HttpHeaderNames.DATE, HttpDate.of(Instant.now()));
        boolean byDefault = request.protocolVersion().isKeepAliveDefault();
        if (!keepAlive && byDefault) headers.set(HttpHeaderNames.CONNECTION, "close");
        if (keepAlive && !byDefault) headers.set(HttpHeaderNames.CONNECTION, "keep-alive");
        return headers;
    }
}
