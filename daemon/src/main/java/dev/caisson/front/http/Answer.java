package dev.caisson.front.http;

import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// What a client is told.
public sealed interface Answer {
    int status();

    Map<String, String> headers();

    /// The same with one header more.
    Answer with(String name, String value);

    /// An answer whose body is known. `Content-Length` is added.
    @SuppressWarnings("ArrayRecordComponent") // made for one answer, nobody keeps it
    record Whole(int status, Map<String, String> headers, byte[] body) implements Answer {
        @Override
        public Whole with(String name, String value) {
            return new Whole(status, added(headers, name, value), body);
        }
    }

    /// An answer whose head is sent at once and whose body is made bit by bit.
    record Streaming(int status, Map<String, String> headers, Producer producer) implements Answer {
        @Override
        public Streaming with(String name, String value) {
            return new Streaming(status, added(headers, name, value), producer);
        }
    }

    /// An answer that is not sent before its first byte is there, so that what fails until then can
    /// still be told with a status.
    ///
    /// @param failed makes the answer to a failure before the first byte
    record Late(
            int status,
            Map<String, String> headers,
            LateProducer producer,
            Function<Exception, Answer.Whole> failed)
            implements Answer {
        @Override
        public Late with(String name, String value) {
            return new Late(status, added(headers, name, value), producer, failed);
        }

        /// The same with another answer to a failure.
        public Late failing(Function<Exception, Answer.Whole> other) {
            return new Late(status, headers, producer, other);
        }
    }

    /// The end of HTTP on this connection: from here on it carries bytes in both directions.
    ///
    /// @param status 101 to a client that asked for an upgrade, 200 to one that did not, or that of
    ///     an error whose text the conversation is
    record Hijacked(int status, String reason, Map<String, String> headers, Conversation talk)
            implements Answer {
        @Override
        public Hijacked with(String name, String value) {
            return new Hijacked(status, reason, added(headers, name, value), talk);
        }
    }

    /// A web socket: the same with frames around the bytes.
    record WebSocket(boolean binary, Conversation talk) implements Answer {
        @Override
        public int status() {
            return 101;
        }

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }

        @Override
        public WebSocket with(String name, String value) {
            return this;
        }
    }

    /// The end of HTTP/1.1 on this connection: another protocol takes the channel over.
    ///
    /// @param protocol what the client asked to upgrade to
    record Handover(String protocol, Takeover takeover) implements Answer {
        @Override
        public int status() {
            return 101;
        }

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }

        @Override
        public Handover with(String name, String value) {
            return this;
        }
    }

    /// Takes a connection over.
    @FunctionalInterface
    interface Takeover {
        /// Called on the event loop with nothing of HTTP/1.1 left but what was read too far, which
        /// comes behind; not called when the client has gone meanwhile. From here on everything is
        /// read that comes.
        ///
        /// @param pipeline takes the handlers of the new protocol
        void take(ChannelPipeline pipeline);

        /// The client has gone before it could be taken over.
        default void lost() {}
    }

    /// Makes a body.
    @FunctionalInterface
    interface Producer {
        /// Blocks in `out` while the client does not read. What it throws breaks the connection
        /// off, so that the client does not take what it has for the whole.
        void produce(Outflow out) throws IOException, InterruptedException;
    }

    /// Makes a body whose first byte decides.
    @FunctionalInterface
    interface LateProducer {
        void produce(LateOutput out) throws IOException, InterruptedException;
    }

    /// Talks to a client.
    @FunctionalInterface
    interface Conversation {
        /// The output ends and the connection is closed when it returns.
        ///
        /// @param in what the client sends; ends when the client says that it sends no more
        void talk(InputStream in, Outflow out) throws IOException, InterruptedException;
    }

    private static Map<String, String> added(
            Map<String, String> headers, String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return all;
    }
}
