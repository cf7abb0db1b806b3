package dev.caisson.net.nft;

import dev.caisson.net.netlink.NetlinkListener;
import dev.caisson.net.netlink.NetlinkReply;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.Poll;
import dev.caisson.sys.Poller;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the engine's rules back when somebody else removes them, as `nft flush ruleset` does, and
/// looks at the rules of others when they change.
public final class FirewallWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FirewallWatch.class);

    // include/uapi/linux/netfilter/nfnetlink.h: NFNLGRP_NFTABLES is group 7
    private static final int GROUP = 1 << 6;
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int HEADER = 4;

    // include/uapi/linux/netfilter/nf_tables.h; the first attribute of each names the table
    private static final int NFT_MSG_DELTABLE = 2;
    private static final int NFT_MSG_NEWCHAIN = 3;
    private static final int NFT_MSG_DELCHAIN = 5;
    private static final int NFT_MSG_NEWRULE = 6;
    private static final int NFT_MSG_DELRULE = 8;
    private static final int NFT_MSG_DELSET = 11;
    private static final int NFT_MSG_DELSETELEM = 14;
    private static final int NAME_OF_TABLE = 1;

    private final Firewall firewall;
    private final ForeignForward foreign;
    private final NetlinkListener listener;
    private final Poller.Registration registration;
    private final AtomicBoolean restoring = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();

    private FirewallWatch(
            Firewall firewall, ForeignForward foreign, NetlinkListener listener, Poller poller) {
        this.firewall = firewall;
        this.foreign = foreign;
        this.listener = listener;
        registration = poller.register(listener.fd(), Poll.EPOLLIN, _ -> heard());
    }

    /// In the network namespace of the calling thread, which has to be the firewall's.
    public static FirewallWatch open(
            Syscalls syscalls, Firewall firewall, ForeignForward foreign, Poller poller) {
        var listener = NetlinkListener.open(syscalls, Socket.NETLINK_NETFILTER, GROUP);
        return new FirewallWatch(firewall, foreign, listener, poller);
    }

    /// On the poller's thread.
    private void heard() {
        boolean lost;
        boolean others;
        try {
            var told = listener.received();
            lost = told.stream().anyMatch(this::isLoss);
            others = told.stream().anyMatch(this::isOfOthers);
        } catch (SyscallException overflow) {
            lost = true; // more was told than could be kept: our table may have been among it
            others = true;
        }
        if (others && looking.compareAndSet(false, true)) {
            var _ =
                    Blocking.start(
                            () -> {
                                looking.set(false);
                                look();
                                return true;
                            });
        }
        if (!lost || !restoring.compareAndSet(false, true)) return;
        var _ =
                Blocking.start(
                        () -> {
                            restoring.set(false);
                            restore();
                            return true;
                        });
    }

    private void restore() {
        try {
            firewall.restore();
            LOG.warn("table={} was removed by somebody, rules are back", firewall.table());
        } catch (SyscallException failure) {
            LOG.error(
                    "table={} was removed by somebody and cannot be made again; ports and isolation"
                            + " do not hold until a container is started",
                    firewall.table(),
                    failure);
        }
    }

    private void look() {
        try {
            foreign.changed();
        } catch (SyscallException failure) {
            LOG.warn("rules of others cannot be read, going on", failure);
        }
    }

    private boolean isOfOthers(NetlinkReply told) {
        boolean ours = firewall.isBy(told.port()) || foreign.isBy(told.port());
        if (told.type() >> 8 != NFNL_SUBSYS_NFTABLES || ours) return false;
        return switch (told.type() & 0xff) {
            case NFT_MSG_NEWCHAIN, NFT_MSG_NEWRULE, NFT_MSG_DELRULE ->
                    !told.attributes(HEADER).text(NAME_OF_TABLE).equals(firewall.table());
            default -> false;
        };
    }

    private boolean isLoss(NetlinkReply told) {
        if (told.type() >> 8 != NFNL_SUBSYS_NFTABLES || firewall.isBy(told.port())) return false;
        return switch (told.type() & 0xff) {
            case NFT_MSG_DELTABLE,
                    NFT_MSG_DELCHAIN,
                    NFT_MSG_DELRULE,
                    NFT_MSG_DELSET,
                    NFT_MSG_DELSETELEM ->
                    told.attributes(HEADER).text(NAME_OF_TABLE).equals(firewall.table());
            default -> false;
        };
    }

    /// Idempotent.
    @Override
    public void close() {
        registration.close();
        listener.close();
    }
}
