package dev.caisson.front.grpc;

import dev.caisson.front.http.ClientGone;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// One call of a client. Answered on a virtual thread of its own.
public final class ServerCall {
    private final MessageStream stream;
    private final Http2Headers headers;
    private boolean begun;

    ServerCall(MessageStream stream, Http2Headers headers) {
        this.stream = stream;
        this.headers = headers;
    }

    /// `/package.Service/Method`.
    public String method() {
        var path = headers.path();
        return path == null ? "" : path.toString();
    }

    /// What the client sent with the call; empty when it is not there.
    public String metadata(String name) {
        var value = headers.get(name);
        return value == null ? "" : value.toString();
    }

    /// The next message of the client; null when there is none any more.
    public byte @Nullable [] next() throws IOException {
        return stream.next();
    }

    /// The message of a call that has one.
    public Fields request() throws IOException {
        var message = next();
        if (message == null) throw new CallFailed(Code.INVALID_ARGUMENT, "there is no message");
        return Fields.parse(message);
    }

    /// Waits while the client does not read. One thread at a time.
    ///
    /// @throws ClientGone when it does not want the answer any more
    public void send(byte[] message) throws ClientGone {
        begin();
        stream.send(message);
    }

    /// Runs a task on a virtual thread when the client gives the call up; at once when it has. One
    /// task only.
    public void onGone(Runnable task) {
        stream.onGone(task);
    }

    private void begin() {
        if (begun) return;
        begun = true;
        stream.send(answer());
    }

    private static Http2Headers answer() {
        return new DefaultHttp2Headers().status("200").set("content-type", "application/grpc");
    }

    /// Ends the call.
    void end(Code code, String message) {
        end(code, message, new byte[0]);
    }

    /// @param detail a `google.rpc.Status` with all that is to be told; empty for none
    void end(Code code, String message, byte[] detail) {
        var last = begun ? new DefaultHttp2Headers() : answer();
        last.setInt("grpc-status", code.number());
        if (!message.isEmpty()) last.set("grpc-message", PercentText.encode(message));
        if (detail.length > 0) {
            last.set("grpc-status-details-bin", Base64.getEncoder().encodeToString(detail));
        }
        stream.end(last);
    }
}
