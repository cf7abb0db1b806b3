package dev.caisson.front.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;

/// Lets one buffer in for each read that is asked for, and keeps the end of the input in its place
/// behind them.
///
/// Netty's epoll transport reads what is left, asked or not, when the other end has shut down its
/// output; and its decoders take that event for a reason to decode what they hold.
final class Gate extends ChannelDuplexHandler {
    /// What is told about the end of the input.
    enum Signal {
        /// The client sends no more; what it sent may still be here.
        ENDED,
        /// Something was asked for and there is nothing any more.
        DRAINED
    }

    private final Deque<Object> waiting = new ArrayDeque<>();
    private boolean wanted;
    private boolean passed;
    private boolean ended;

    @Override
    public void read(ChannelHandlerContext context) {
        var next = waiting.poll();
        if (next != null) {
            context.fireChannelRead(next);
            context.fireChannelReadComplete();
        } else if (ended) {
            context.fireUserEventTriggered(Signal.DRAINED);
        } else {
            wanted = true;
            context.read();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (wanted) {
            wanted = false;
            passed = true;
            context.fireChannelRead(message);
        } else {
            waiting.add(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!passed) return;
        passed = false;
        context.fireChannelReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownReadComplete) return;
        if (!(event instanceof ChannelInputShutdownEvent)) {
            context.fireUserEventTriggered(event);
            return;
        }
        ended = true;
        context.fireUserEventTriggered(Signal.ENDED);
        if (wanted) {
            wanted = false;
            context.fireUserEventTriggered(Signal.DRAINED);
        }
    }

    /// Without it everything is let in.
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (!waiting.isEmpty() && !context.channel().isActive()) {
            channelInactive(context);
            return;
        }
        while (!waiting.isEmpty()) context.fireChannelRead(waiting.poll());
        context.fireChannelReadComplete();
        if (ended) context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        context.fireChannelInactive();
    }
}
