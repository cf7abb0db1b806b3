package dev.caisson.net.netlink;

import dev.caisson.sys.Poll;
import dev.caisson.sys.Poller;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Tells when devices are gone.
public final class LinkWatch implements AutoCloseable {
    // include/uapi/linux/rtnetlink.h: RTNLGRP_LINK is group 1
    private static final int GROUP = 1;

    private final NetlinkListener listener;
    private final Poller.Registration registration;
    private final Consumer<Predicate<String>> gone;

    private LinkWatch(NetlinkListener listener, Poller poller, Consumer<Predicate<String>> gone) {
        this.listener = listener;
        this.gone = gone;
        registration = poller.register(listener.fd(), Poll.EPOLLIN, _ -> heard());
    }

    /// In the network namespace of the calling thread.
    ///
    /// @param gone is told on the poller's thread which names are meant; where more happened than
    ///     could be kept these are all, so it has to look
    public static LinkWatch open(
            Syscalls syscalls, Poller poller, Consumer<Predicate<String>> gone) {
        var listener = NetlinkListener.open(syscalls, Socket.NETLINK_ROUTE, GROUP);
        return new LinkWatch(listener, poller, gone);
    }

    private void heard() {
        try {
            var names =
                    listener.received().stream()
                            .filter(told -> told.type() == RouteMessages.RTM_DELLINK)
                            .map(told -> Link.parse(told).name())
                            .toList();
            if (!names.isEmpty()) gone.accept(names::contains);
        } catch (SyscallException overflow) {
            gone.accept(_ -> true);
        }
    }

    /// Idempotent.
    @Override
    public void close() {
        registration.close();
        listener.close();
    }
}
