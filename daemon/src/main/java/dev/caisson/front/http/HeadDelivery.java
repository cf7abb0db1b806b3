package dev.caisson.front.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.util.concurrent.TimeUnit;

/// Finds out when a client has taken the head of an upgraded answer from its socket.
///
/// Clients read the head into a buffer and the rest from the bare socket (docker-py does): what
/// arrives together with the head they lose. dockerd is slow enough that it does not happen to it;
/// here the output is held until the head has gone. The kernel has no event for that, so it is
/// asked again, soon at first and then less often, and no longer than [#PATIENCE]: a client that
/// reads nothing for so long takes everything at once later, as from dockerd.
///
/// Runs on the channel's event loop.
final class HeadDelivery {
    private static final long FIRST = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(300);

    private final EpollDomainSocketChannel channel;
    private final Unread unread;
    private final ChannelPromise taken;
    private final long end = System.nanoTime() + PATIENCE;

    private HeadDelivery(EpollDomainSocketChannel channel, Unread unread) {
        this.channel = channel;
        this.unread = unread;
        this.taken = channel.newPromise();
    }

    /// @param sent the write of the head
    /// @return is done, always with success, when output may follow
    static ChannelFuture after(ChannelFuture sent, Channel channel, Unread unread) {
        if (!(channel instanceof EpollDomainSocketChannel socket)) {
            return channel.newSucceededFuture();
        }
        var delivery = new HeadDelivery(socket, unread);
        var _ = sent.addListener(_ -> delivery.look(FIRST));
        return delivery.taken;
    }

    private void look(long pause) {
        boolean over = !channel.isOpen() || System.nanoTime() - end >= 0;
        if (over || unread.of(channel.fd().intValue()) == 0) {
            taken.setSuccess();
            return;
        }
        var _ =
                channel.eventLoop()
                        .schedule(
                                () -> look(Math.min(2 * pause, LONGEST)),
                                pause,
                                TimeUnit.NANOSECONDS);
    }
}
