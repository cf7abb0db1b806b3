package dev.caisson.front.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import org.jspecify.annotations.Nullable;

/// Decodes one message for each buffer that comes in or each time it is asked, and keeps the rest.
final class RequestDecoder extends HttpRequestDecoder {
    private @Nullable ChannelHandlerContext context;

    RequestDecoder(HttpDecoderConfig config) {
        super(config);
        setSingleDecode(true);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        super.handlerAdded(added);
    }

    /// Whether it holds bytes it has not decoded.
    boolean hasRest() {
        return actualReadableBytes() > 0;
    }

    /// Decodes what it holds, when that is a whole message.
    void again() throws Exception {
        var here = context;
        if (here != null) channelRead(here, Unpooled.EMPTY_BUFFER);
    }

    /// Netty's would read on by itself; here the [Connection] alone says when.
    @Override
    public void channelReadComplete(ChannelHandlerContext here) {
        discardSomeReadBytes();
        here.fireChannelReadComplete();
    }
}
