package dev.caisson.front.http;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Listens on a unix socket or on a port. Open from [#open] to [#close].
public final class HttpServer implements AutoCloseable {
    /// As Go's net/http: first line and headers together may have a mebibyte.
    private static final int LARGEST_HEAD = 1 << 20;

    private static final int LARGEST_PIECE = 64 * 1024;
    private static final int LOOPS = 2;

    // include/uapi/asm-generic/errno.h
    private static final int EADDRINUSE = 98;

    /// A client of a registry has some ten connections.
    private static final int STRANGERS = 512;

    private final EventLoopGroup loops;
    private final ChannelGroup connections;
    private final Channel listening;
    private final Runnable ended;

    private HttpServer(
            EventLoopGroup loops, ChannelGroup connections, Channel listening, Runnable ended) {
        this.loops = loops;
        this.connections = connections;
        this.listening = listening;
        this.ended = ended;
    }

    /// Begins to listen.
    ///
    /// @throws dev.caisson.fault.Conflict `SOCKET_IN_USE`, `SOCKET_PATH_TAKEN`
    public static HttpServer open(UnixSocket socket, Service service, Unread unread) {
        socket.clear();
        var server =
                listen(
                        EpollServerDomainSocketChannel.class,
                        new DomainSocketAddress(socket.path().toFile()),
                        decoder -> new Connection(service, decoder, unread),
                        Integer.MAX_VALUE,
                        cause ->
                                new Internal(
                                        cause,
                                        FaultCode.SOCKET_UNUSABLE,
                                        socket.path(),
                                        String.valueOf(cause.getMessage())),
                        socket::remove);
        socket.open();
        return server;
    }

    /// Begins to listen on a port, for strangers: no more than some of them at a time.
    ///
    /// @param address with port 0 for any that is free
    /// @throws InvalidInput `PORT_UNUSABLE`
    public static HttpServer open(InetSocketAddress address, Service service) {
        return listen(
                EpollServerSocketChannel.class,
                address,
                decoder -> new Connection(service, decoder, Unread.UNKNOWN),
                STRANGERS,
                cause -> new InvalidInput(cause, FaultCode.PORT_UNUSABLE, address, why(cause)),
                () -> {});
    }

    private static String why(Throwable cause) {
        return cause instanceof Errors.NativeIoException failed
                        && failed.expectedErr() == -EADDRINUSE
                ? "address already in use"
                : String.valueOf(cause.getMessage());
    }

    private static HttpServer listen(
            Class<? extends ServerChannel> type,
            SocketAddress address,
            Function<RequestDecoder, Connection> connection,
            int most,
            Function<Throwable, Fault> refused,
            Runnable ended) {
        var loops =
                new MultiThreadIoEventLoopGroup(
                        LOOPS, new DefaultThreadFactory("http", true), LastingEpoll.newFactory());
        var connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        var listening =
                new ServerBootstrap()
                        .group(loops)
                        .channel(type)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(64 * 1024, 256 * 1024))
                        .childHandler(pipeline(connection, connections, most))
                        .bind(address)
                        .awaitUninterruptibly();
        if (!listening.isSuccess()) {
            var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw refused.apply(listening.cause());
        }
        connections.add(listening.channel());
        return new HttpServer(loops, connections, listening.channel(), ended);
    }

    private static ChannelInitializer<Channel> pipeline(
            Function<RequestDecoder, Connection> connection, ChannelGroup all, int most) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (all.size() > most) {
                    var _ = channel.close();
                    return;
                }
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
                        .addLast(connection.apply(decoder));
            }
        };
    }

    /// How many clients are connected now.
    public int connections() {
        return Math.max(0, connections.size() - 1);
    }

    /// Where it listens.
    public SocketAddress address() {
        return listening.localAddress();
    }

    /// Stops listening, removes the socket and drops every client.
    @Override
    public void close() {
        ended.run();
        connections.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
