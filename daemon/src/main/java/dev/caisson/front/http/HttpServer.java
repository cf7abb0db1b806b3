package dev.caisson.front.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.TimeUnit;

/// Listens on a unix socket. Open from [#open] to [#close].
public final class HttpServer implements AutoCloseable {
    /// As Go's net/http: first line and headers together may have a mebibyte.
    private static final int LARGEST_HEAD = 1 << 20;

    private static final int LARGEST_PIECE = 64 * 1024;
    private static final int LOOPS = 2;

    private final EventLoopGroup loops;
    private final ChannelGroup connections;
    private final UnixSocket socket;

    private HttpServer(EventLoopGroup loops, ChannelGroup connections, UnixSocket socket) {
        this.loops = loops;
        this.connections = connections;
        this.socket = socket;
    }

    /// Begins to listen.
    ///
    /// @throws dev.caisson.fault.Conflict `SOCKET_IN_USE`, `SOCKET_PATH_TAKEN`
    public static HttpServer open(UnixSocket socket, Service service) {
        socket.clear();
        var loops =
                new MultiThreadIoEventLoopGroup(
                        LOOPS, new DefaultThreadFactory("http", true), LastingEpoll.newFactory());
        var connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        var server = new HttpServer(loops, connections, socket);
        var listening =
                new ServerBootstrap()
                        .group(loops)
                        .channel(EpollServerDomainSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(64 * 1024, 256 * 1024))
                        .childHandler(pipeline(service, connections))
                        .bind(new DomainSocketAddress(socket.path().toFile()))
                        .awaitUninterruptibly();
        if (!listening.isSuccess()) {
            var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new dev.caisson.fault.Internal(
                    listening.cause(),
                    dev.caisson.fault.FaultCode.SOCKET_UNUSABLE,
                    socket.path(),
                    String.valueOf(listening.cause().getMessage()));
        }
        connections.add(listening.channel());
        socket.open();
        return server;
    }

    private static ChannelInitializer<Channel> pipeline(Service service, ChannelGroup all) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                all.add(channel);
                var decoder =
                        new RequestDecoder(
                                new HttpDecoderConfig()
                                        .setMaxInitialLineLength(LARGEST_HEAD)
                                        .setMaxHeaderSize(LARGEST_HEAD)
                                        .setMaxChunkSize(LARGEST_PIECE));
                channel.pipeline()
                        .addLast(new Gate())
                        .addLast(decoder)
                        .addLast(Response.ENCODER, new HttpResponseEncoder())
                        .addLast(new Connection(service, decoder));
            }
        };
    }

    /// How many clients are connected now.
    public int connections() {
        return Math.max(0, connections.size() - 1);
    }

    /// Stops listening, removes the socket and drops every client.
    @Override
    public void close() {
        socket.remove();
        connections.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
