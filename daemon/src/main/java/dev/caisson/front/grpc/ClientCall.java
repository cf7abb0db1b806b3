package dev.caisson.front.grpc;

import dev.caisson.front.http.ClientGone;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// One call to the other end. One thread reads, one may write; closing it breaks it off.
public final class ClientCall implements AutoCloseable {
    private final CompletableFuture<Http2Headers> ending = new CompletableFuture<>();
    private @Nullable MessageStream messages;

    ClientCall() {}

    MessageStream attach(Channel channel) {
        var made = new MessageStream(channel, new Heard());
        messages = made;
        return made;
    }

    private MessageStream messages() {
        var known = messages;
        if (known == null) throw new IllegalStateException("the call has no stream");
        return known;
    }

    void begin(Http2Headers headers) {
        messages().send(headers);
    }

    /// Waits while the other end does not read.
    public void send(byte[] message) throws IOException {
        messages().send(message);
    }

    /// Nothing more will be sent.
    public void endOutput() {
        messages().endOutput();
    }

    /// The next message; null when the call has ended well.
    ///
    /// @throws CallFailed when it has not
    public byte @Nullable [] next() throws IOException, InterruptedException {
        byte[] message;
        try {
            message = messages().next();
        } catch (ClientGone gone) {
            if (!ending.isDone()) throw gone;
            message = null;
        }
        if (message == null) check();
        return message;
    }

    /// Sends the only message and gets the only one.
    public Fields exchange(byte[] message) throws IOException, InterruptedException {
        send(message);
        endOutput();
        var answer = next();
        if (answer == null) throw new CallFailed(Code.INTERNAL, "the call has no answer");
        var _ = next();
        return Fields.parse(answer);
    }

    private void check() throws IOException, InterruptedException {
        try {
            var last = ending.get();
            var status = last.get("grpc-status");
            if (status == null) {
                throw new CallFailed(Code.INTERNAL, "the call ended without a status");
            }
            var code = Code.of(number(status.toString()));
            var text = last.get("grpc-message");
            if (code == Code.OK) return;
            throw new CallFailed(code, text == null ? "" : PercentText.decode(text.toString()));
        } catch (ExecutionException gone) {
            throw new ClientGone("the call was broken off");
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException broken) {
            return Code.UNKNOWN.number();
        }
    }

    @Override
    public void close() {
        messages().cancel();
    }

    private final class Heard implements MessageStream.Listener {
        @Override
        public void headers(Http2Headers headers, boolean last) {
            if (last || headers.contains("grpc-status")) ending.complete(headers);
        }

        @Override
        public void closed() {
            ending.completeExceptionally(new ClientGone("the call was broken off"));
        }
    }
}
