package dev.caisson.net.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the questions of one container.
final class ContainerResolver {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerResolver.class);
    private static final int LARGEST = 65_535;

    private final String container;
    private final Names names;
    private final LocalAnswers local;
    private final Forwarding forwarding;

    ContainerResolver(String container, Names names, LocalAnswers local, Forwarding forwarding) {
        this.container = container;
        this.names = names;
        this.local = local;
        this.forwarding = forwarding;
    }

    private void answer(byte[] message, boolean stream, Consumer<byte[]> reply) {
        var question = Question.read(message);
        if (question.isEmpty()) return;
        var known = local.answer(container, question.get());
        if (known.isPresent()) {
            reply.accept(known.get());
            return;
        }
        int largest = stream ? LARGEST : question.get().extension().size();
        forwarding.answer(names.servers(container), question.get(), largest, reply);
    }

    private static byte[] bytes(ByteBuf buffer) {
        var bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    /// For the datagram socket.
    final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            var sender = packet.sender();
            answer(
                    bytes(packet.content()),
                    false,
                    reply -> {
                        var content = Unpooled.wrappedBuffer(reply);
                        var _ = context.writeAndFlush(new DatagramPacket(content, sender));
                    });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("container={} a datagram failed, ignoring it", container, cause);
        }
    }

    /// For the listening socket: what it hands over are connections.
    final class Connections extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            var connection = (Channel) accepted;
            connection
                    .pipeline()
                    .addLast(new LengthFieldBasedFrameDecoder(LARGEST + 2, 0, 2, 0, 2))
                    .addLast(new LengthFieldPrepender(2))
                    .addLast(new Stream());
            var _ = context.channel().eventLoop().register(connection);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("container={} a connection failed, ignoring it", container, cause);
        }
    }

    private final class Stream extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            answer(
                    bytes(frame),
                    true,
                    reply -> {
                        var _ = context.writeAndFlush(Unpooled.wrappedBuffer(reply));
                    });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("container={} a connection ended early", container, cause);
            var _ = context.close();
        }
    }
}
