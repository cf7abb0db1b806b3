package dev.caisson.front.grpc;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.util.ReferenceCountUtil;

/// The handlers of an HTTP/2 connection in their order.
final class Handlers {
    private Handlers() {}

    static void add(
            ChannelPipeline pipeline, Http2FrameCodecBuilder builder, Http2MultiplexHandler calls) {
        var codec = builder.build();
        pipeline.addLast(new HalfClosed()).addLast(codec).addLast(calls).addLast(new Rest());
        widen(codec);
    }

    /// What all streams together may have on the way; the protocol begins with 64 KiB.
    private static void widen(Http2FrameCodec codec) {
        try {
            var connection = codec.connection();
            connection
                    .local()
                    .flowController()
                    .incrementWindowSize(connection.connectionStream(), 4 * Http2Limits.WINDOW);
        } catch (Http2Exception impossible) {
            throw new IllegalStateException("the window is too large", impossible);
        }
    }

    /// In HTTP/2 no end lives on with half a connection.
    private static final class HalfClosed extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent
                    || event instanceof ChannelInputShutdownReadComplete) {
                var _ = context.close();
            } else {
                context.fireUserEventTriggered(event);
            }
        }
    }

    /// Takes what is of the connection and nobody's call, such as settings; a broken connection
    /// is closed.
    private static final class Rest extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // What breaks the protocol the codec has answered, with its reason.
            if (cause instanceof Http2Exception) return;
            var _ = context.close();
        }
    }
}
