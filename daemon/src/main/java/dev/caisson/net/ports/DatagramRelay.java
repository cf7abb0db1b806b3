package dev.caisson.net.ports;

import dev.caisson.net.model.HostPort;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes datagrams on: each client has a socket of its own to the container, for as long as it is
/// used. All of it belongs to the event loop of the port's socket.
final class DatagramRelay extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramRelay.class);
    private static final int LARGEST = 64 << 10;

    /// Clients at a time; the one that has been silent longest gives way.
    private static final int CLIENTS = 1024;

    /// Datagrams that wait for a container to be there.
    private static final int WAITING = 16;

    private static final long IDLE_SECONDS = 90;

    private final HostPort port;
    private final Destinations destinations;
    private final Map<InetSocketAddress, Client> clients = new LinkedHashMap<>(16, 0.75f, true);
    private boolean sweeping;

    DatagramRelay(HostPort port, Destinations destinations) {
        this.port = port;
        this.destinations = destinations;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.channel().config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(LARGEST));
        context.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        var known = clients.get(packet.sender());
        if (known == null) {
            if (clients.size() >= CLIENTS) clients.values().iterator().next().end();
            known = new Client(context.channel(), packet.sender());
            clients.put(packet.sender(), known);
            known.lead();
            sweepLater(context);
        }
        known.send(packet.content());
    }

    private void sweepLater(ChannelHandlerContext context) {
        if (sweeping) return;
        sweeping = true;
        var _ =
                context.channel()
                        .eventLoop()
                        .schedule(() -> sweep(context), IDLE_SECONDS / 2, TimeUnit.SECONDS);
    }

    private void sweep(ChannelHandlerContext context) {
        sweeping = false;
        long oldest = System.nanoTime() - TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
        for (var client : clients.values().toArray(Client[]::new)) {
            if (client.used - oldest < 0) client.end();
        }
        if (!clients.isEmpty()) sweepLater(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        for (var client : clients.values().toArray(Client[]::new)) client.end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("port={} a datagram failed, ignoring it", port, cause);
    }

    /// One that sends to the port.
    private final class Client {
        private final Channel host;
        private final InetSocketAddress address;
        private final Queue<ByteBuf> waiting = new ArrayDeque<>();
        private final Runnable ended;
        private @Nullable Channel container;
        private boolean over;
        private long used = System.nanoTime();

        Client(Channel host, InetSocketAddress address) {
            this.host = host;
            this.address = address;
            ended = destinations.begun(port);
        }

        void lead() {
            var _ =
                    destinations
                            .next(port, 0)
                            .whenComplete(
                                    (target, nobody) ->
                                            host.eventLoop().execute(() -> connect(target)));
        }

        private void connect(@Nullable InetSocketAddress target) {
            if (target == null || over) {
                end();
                return;
            }
            var _ =
                    Relays.toContainer(host.eventLoop())
                            .handler(new Answers(this))
                            .connect(target)
                            .addListener((ChannelFuture answer) -> answered(answer));
        }

        private void answered(ChannelFuture answer) {
            if (!answer.isSuccess() || over) {
                var _ = answer.channel().close();
                end();
                return;
            }
            container = answer.channel();
            for (var content = waiting.poll(); content != null; content = waiting.poll()) {
                var _ = answer.channel().write(content);
            }
            answer.channel().flush();
        }

        /// What cannot be sent at once is dropped, as a network would.
        void send(ByteBuf content) {
            used = System.nanoTime();
            var to = container;
            if (to == null) {
                if (waiting.size() < WAITING) waiting.add(content.retain());
            } else if (to.isWritable()) {
                var _ = to.writeAndFlush(content.retain());
            }
        }

        void answer(ByteBuf content) {
            used = System.nanoTime();
            if (!host.isWritable()) return;
            var _ = host.writeAndFlush(new DatagramPacket(content.retain(), address));
        }

        void end() {
            if (over) return;
            over = true;
            clients.remove(address, this);
            waiting.forEach(ByteBuf::release);
            waiting.clear();
            if (container != null) {
                var _ = container.close();
            }
            ended.run();
        }
    }

    /// What a container sends to one client.
    private static final class Answers extends ChannelInboundHandlerAdapter {
        private final Client client;

        Answers(Client client) {
            this.client = client;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.channel()
                    .config()
                    .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(LARGEST));
            context.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                switch (message) {
                    case DatagramPacket packet -> client.answer(packet.content());
                    case ByteBuf content -> client.answer(content);
                    default -> LOG.debug("an unknown message, ignoring it");
                }
            } finally {
                io.netty.util.ReferenceCountUtil.release(message);
            }
        }

        /// The container refuses; the client's next datagram tries again.
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable refused) {
            client.end();
        }
    }
}
