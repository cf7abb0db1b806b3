package dev.caisson.net.ports;

import dev.caisson.net.model.HostPort;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts connections to a port and leads each to a container.
///
/// Nothing is read from a client before the container has taken the connection, so what waits,
/// waits in the kernel. A client whose container does not answer is reset.
final class StreamRelay extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRelay.class);

    /// Bytes that may wait for one side of a connection before the other is read no more.
    private static final WriteBufferWaterMark WAITING =
            new WriteBufferWaterMark(128 << 10, 512 << 10);

    private static final int PIECE = 256 << 10;

    /// Seconds without accepting, when the engine has no descriptors left.
    private static final int PAUSE = 1;

    private final HostPort port;
    private final Destinations destinations;
    private final EventLoopGroup loops;

    StreamRelay(HostPort port, Destinations destinations, EventLoopGroup loops) {
        this.port = port;
        this.destinations = destinations;
        this.loops = loops;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        var client = (EpollSocketChannel) accepted;
        new Leading(client, loops.next(), destinations.begun(port)).tryOnce(0);
    }

    private static void settle(EpollSocketChannel channel) {
        channel.config()
                .setAutoRead(false)
                .setAllowHalfClosure(true)
                .setTcpNoDelay(true)
                .setWriteBufferWaterMark(WAITING)
                .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(2048, 16 << 10, PIECE));
    }

    /// A client that waits. It is in no event loop before the container has taken the connection:
    /// an end it sends early would be noticed, and what it sent before with it, when nobody is
    /// there to take it.
    private final class Leading {
        private final EpollSocketChannel client;
        private final EventLoop loop;
        private final Runnable ended;

        Leading(EpollSocketChannel client, EventLoop loop, Runnable ended) {
            this.client = client;
            this.loop = loop;
            this.ended = ended;
        }

        void tryOnce(int attempt) {
            var _ =
                    destinations
                            .next(port, attempt)
                            .whenComplete(
                                    (target, nobody) ->
                                            loop.execute(() -> connect(target, attempt)));
        }

        private void connect(@Nullable InetSocketAddress target, int attempt) {
            if (target == null) {
                refuse();
                return;
            }
            var _ =
                    Relays.toContainer(loop, EpollSocketChannel.class)
                            .handler(new Passing(client))
                            .option(ChannelOption.AUTO_READ, false)
                            .connect(target)
                            .addListener((ChannelFuture answer) -> answered(answer, attempt));
        }

        private void answered(ChannelFuture answer, int attempt) {
            if (!answer.isSuccess()) {
                LOG.debug("port={} the container does not answer", port, answer.cause());
                tryOnce(attempt + 1);
                return;
            }
            var container = (EpollSocketChannel) answer.channel();
            settle(container);
            settle(client);
            client.pipeline().addLast(new Passing(container));
            var _ = client.closeFuture().addListener(_ -> ended.run());
            var _ =
                    loop.register(client)
                            .addListener(
                                    _ -> {
                                        client.config().setAutoRead(true);
                                        container.config().setAutoRead(true);
                                    });
        }

        private void refuse() {
            client.config().setSoLinger(0);
            client.unsafe().closeForcibly();
            ended.run();
        }
    }

    /// So that the other side sees a failure, not an end.
    static void reset(Channel channel) {
        if (channel.isActive()) channel.config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = channel.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn("port={} cannot accept, trying again in a second: {}", port, cause.toString());
        var config = context.channel().config();
        config.setAutoRead(false);
        var _ =
                context.channel()
                        .eventLoop()
                        .schedule(() -> config.setAutoRead(true), PAUSE, TimeUnit.SECONDS);
    }
}
