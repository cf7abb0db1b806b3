package dev.caisson.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;

/// Who listens at a socket, wherever it runs.
final class PeerProcess {
    private PeerProcess() {}

    /// The process's id as this process sees it.
    static long of(Path socket) throws IOException {
        try (var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory())) {
            var connected =
                    new Bootstrap()
                            .group(group)
                            .channel(EpollDomainSocketChannel.class)
                            .handler(new ChannelInboundHandlerAdapter())
                            .connect(new DomainSocketAddress(socket.toFile()))
                            .syncUninterruptibly();
            var channel = (EpollDomainSocketChannel) connected.channel();
            try {
                return channel.peerCredentials().pid();
            } finally {
                var _ = channel.close().awaitUninterruptibly();
            }
        }
    }
}
