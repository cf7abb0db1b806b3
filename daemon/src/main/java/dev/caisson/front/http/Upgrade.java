package dev.caisson.front.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns an HTTP connection into one of bytes or of web socket frames.
final class Upgrade {
    private static final int LARGEST_FRAME = 1 << 20;

    private Upgrade() {}

    /// How output is wrapped after the upgrade.
    static Function<ByteBuf, Object> framing(Answer answer) {
        if (!(answer instanceof Answer.WebSocket socket)) return bytes -> bytes;
        return socket.binary() ? BinaryWebSocketFrame::new : TextWebSocketFrame::new;
    }

    /// Sends the head of the answer and takes HTTP out of the pipeline. What the decoder still
    /// holds comes to the connection as plain bytes.
    ///
    /// @return when output may follow
    static ChannelFuture perform(
            ChannelHandlerContext connection,
            RequestDecoder decoder,
            HttpRequest request,
            Answer answer,
            Unread unread) {
        var channel = connection.channel();
        if (answer instanceof Answer.WebSocket) {
            if (!handshake(channel, request)) {
                var refusal = "HTTP/1.1 400 Bad Request\r\n\r\nnot websocket protocol";
                var _ = sendPlain(connection, decoder, refusal);
                var _ = channel.close();
            }
            return channel.newSucceededFuture();
        }
        var hijacked = (Answer.Hijacked) answer;
        var head = new StringBuilder("HTTP/1.1 ");
        head.append(hijacked.status()).append(' ').append(hijacked.reason()).append("\r\n");
        hijacked.headers()
                .forEach(
                        (name, value) ->
                                head.append(name).append(": ").append(value).append("\r\n"));
        var sent = sendPlain(connection, decoder, head.append("\r\n").toString());
        return HeadDelivery.after(sent, channel, unread);
    }

    /// Says that the protocol changes, and leaves the pipeline to the other one.
    static void handOver(
            ChannelHandlerContext connection, RequestDecoder decoder, Answer.Handover handover) {
        var pipeline = connection.pipeline();
        pipeline.remove(Response.ENCODER);
        var head =
                "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: "
                        + handover.protocol()
                        + "\r\n\r\n";
        var bytes = head.getBytes(StandardCharsets.US_ASCII);
        var _ = connection.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        handover.takeover().take(pipeline);
        pipeline.remove(decoder);
        pipeline.remove(connection.handler());
        pipeline.remove(Gate.class);
        pipeline.channel().config().setAutoRead(true);
    }

    private static ChannelFuture sendPlain(
            ChannelHandlerContext connection, RequestDecoder decoder, String head) {
        var pipeline = connection.pipeline();
        pipeline.remove(Response.ENCODER);
        var bytes = head.getBytes(StandardCharsets.UTF_8);
        var sent = connection.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        pipeline.remove(decoder);
        return sent;
    }

    private static boolean handshake(Channel channel, HttpRequest request) {
        var copy =
                new DefaultFullHttpRequest(
                        request.protocolVersion(),
                        request.method(),
                        request.uri(),
                        Unpooled.EMPTY_BUFFER,
                        request.headers(),
                        request.headers());
        try {
            WebSocketServerHandshaker handshaker =
                    new WebSocketServerHandshaker13(null, null, true, LARGEST_FRAME);
            var _ = handshaker.handshake(channel, copy, null, channel.newPromise());
            return true;
        } catch (WebSocketHandshakeException notAsked) {
            return false;
        }
    }

    /// The bytes of a frame.
    ///
    /// @return null when the client says that it sends no more
    static @Nullable ByteBuf unframe(Channel channel, WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame) {
            frame.release();
            return null;
        }
        if (frame instanceof PingWebSocketFrame) {
            var _ = channel.writeAndFlush(new PongWebSocketFrame(frame.content()));
            return Unpooled.EMPTY_BUFFER;
        }
        if (frame instanceof PongWebSocketFrame) {
            frame.release();
            return Unpooled.EMPTY_BUFFER;
        }
        return frame.content();
    }

    /// The last word of a conversation, where the protocol has one.
    static void sayGoodbye(Channel channel) {
        if (channel.pipeline().get(WebSocketFrameEncoder.class) != null) {
            var _ = channel.writeAndFlush(new CloseWebSocketFrame(1000, ""));
        }
    }
}
