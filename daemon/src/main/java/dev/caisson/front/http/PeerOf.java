package dev.caisson.front.http;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Asks a socket who is at its other end.
final class PeerOf {
    private PeerOf() {}

    static @Nullable Peer channel(Channel channel) {
        if (!(channel instanceof EpollDomainSocketChannel socket)) return null;
        try {
            var credentials = socket.peerCredentials();
            int[] gids = credentials.gids();
            return new Peer(credentials.pid(), credentials.uid(), gids.length == 0 ? -1 : gids[0]);
        } catch (IOException unknown) {
            return null; // the client has already gone
        }
    }
}
