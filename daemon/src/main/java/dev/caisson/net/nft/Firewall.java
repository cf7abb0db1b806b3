package dev.caisson.net.nft;

import dev.caisson.net.netlink.NetlinkSocket;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts rules into the kernel, each change whole or not at all. On a kernel without netfilter there
/// is nothing to remove, and rules are refused when they are wanted.
public final class Firewall implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Firewall.class);

    private final String table;
    private final Table messages;

    /// Null where the kernel has no netfilter; `missing` then says so.
    private final @Nullable NetlinkSocket socket;

    private final @Nullable SyscallException missing;
    private Ruleset applied = Ruleset.NOTHING;

    /// Unknown at first: an engine that was killed may have left the table.
    private boolean there = true;
    private final int own;

    private Firewall(
            String table, @Nullable NetlinkSocket socket, @Nullable SyscallException missing) {
        this.table = table;
        messages = new Table(table);
        this.socket = socket;
        this.missing = missing;
        own = socket == null ? 0 : socket.port();
    }

    /// In the network namespace of the calling thread.
    ///
    /// @param table its name, which is ours alone
    public static Firewall open(Syscalls syscalls, String table) {
        try {
            var socket = NetlinkSocket.open(syscalls, Socket.NETLINK_NETFILTER);
            return new Firewall(table, socket, null);
        } catch (SyscallException failure) {
            if (!failure.is(Errno.EPROTONOSUPPORT)) throw failure;
            return new Firewall(table, null, failure);
        }
    }

    /// Whether the kernel takes rules at all.
    public boolean isSupported() {
        return socket != null;
    }

    String table() {
        return table;
    }

    /// Whether a change was made by this firewall.
    boolean isBy(int port) {
        return port == own;
    }

    /// Makes the rules hold; nothing happens when they do, and no more than what differs else.
    ///
    /// @throws SyscallException when the kernel refuses; the old rules hold then
    public synchronized void apply(Ruleset ruleset) {
        if (ruleset.isEmpty()) {
            remove();
        } else if (!ruleset.equals(applied)) {
            change(ruleset);
        }
    }

    /// Makes the rules hold again, after somebody has removed some of them.
    public synchronized void restore() {
        if (there && !applied.isEmpty()) replace(applied);
    }

    private void change(Ruleset ruleset) {
        if (applied.isEmpty()) {
            replace(ruleset);
            return;
        }
        var difference = RulesetCompiler.difference(applied, ruleset);
        try {
            if (!difference.isNothing()) socket().call(messages.change(difference));
            applied = ruleset;
        } catch (SyscallException notAsWeLeftIt) {
            LOG.debug("table={} was changed by somebody, making it anew", table, notAsWeLeftIt);
            replace(ruleset);
        }
    }

    private void replace(Ruleset ruleset) {
        socket().call(messages.replace(RulesetCompiler.compile(ruleset)));
        applied = ruleset;
        there = true;
    }

    private NetlinkSocket socket() {
        if (socket != null) return socket;
        var cause = Objects.requireNonNull(missing);
        throw new SyscallException(cause.errno(), cause.call());
    }

    /// Removes the table. Idempotent.
    public synchronized void remove() {
        if (there && socket != null) {
            socket.call(messages.remove());
        }
        applied = Ruleset.NOTHING;
        there = false;
    }

    /// Leaves the rules.
    @Override
    public void close() {
        if (socket != null) socket.close();
    }
}
