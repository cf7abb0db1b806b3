package dev.caisson.net.ports;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/// Passes on what one side of a connection sends to the other. Both are in the same event loop.
///
/// 1. An end of sending is passed on as such: the other direction goes on until it ends as well.
/// 2. A side that is slow stops the reading from the other, so that the kernel holds up the sender.
/// 3. A connection that breaks on one side breaks on the other: an end that was not sent would be
///    taken for the whole message.
final class Passing extends ChannelInboundHandlerAdapter {
    private final EpollSocketChannel other;
    private boolean ended;

    Passing(EpollSocketChannel other) {
        this.other = other;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object piece) {
        var _ = other.write(piece);
        if (!other.isWritable()) {
            // Written out at once where the kernel takes it; else the other tells when it has.
            other.flush();
            if (!other.isWritable()) context.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        other.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        // To read on after the end is taken for an error, which closes the other direction too.
        boolean more = other.isActive() && !other.isInputShutdown();
        if (more && context.channel().isWritable()) other.config().setAutoRead(true);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) return;
        ended = true;
        var own = (EpollSocketChannel) context.channel();
        var _ =
                other.writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(_ -> other.shutdownOutput().addListener(_ -> endBoth(own)));
    }

    /// Both directions have ended.
    private void endBoth(EpollSocketChannel own) {
        if (!own.isInputShutdown() || !other.isInputShutdown()) return;
        if (!own.isOutputShutdown() || !other.isOutputShutdown()) return;
        var _ = own.close();
        var _ = other.close();
    }

    /// A side that ended in order and is gone, because it has nothing to wait for, has not broken:
    /// what it sent last may still be on its way.
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!other.isActive()) return;
        if (!ended) {
            StreamRelay.reset(other);
            return;
        }
        var _ =
                other.isOutputShutdown()
                        ? other.close()
                        : other.writeAndFlush(Unpooled.EMPTY_BUFFER)
                                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
        StreamRelay.reset(context.channel());
    }
}
