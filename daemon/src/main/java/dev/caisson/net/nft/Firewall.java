package dev.caisson.net.nft;

import dev.caisson.net.netlink.NetlinkSocket;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;

/// Puts rules into the kernel, whole or not at all.
public final class Firewall implements AutoCloseable {
    private final String table;
    private final NetlinkSocket socket;
    private Ruleset applied = Ruleset.NOTHING;

    /// Unknown at first: an engine that was killed may have left the table.
    private boolean there = true;
    private final int own;

    private Firewall(String table, NetlinkSocket socket) {
        this.table = table;
        this.socket = socket;
        own = socket.port();
    }

    /// In the network namespace of the calling thread.
    ///
    /// @param table its name, which is ours alone
    public static Firewall open(Syscalls syscalls, String table) {
        return new Firewall(table, NetlinkSocket.open(syscalls, Socket.NETLINK_NETFILTER));
    }

    String table() {
        return table;
    }

    /// Whether a change was made by this firewall.
    boolean isBy(int port) {
        return port == own;
    }

    /// Makes the rules hold; nothing happens when they do.
    ///
    /// @throws SyscallException when the kernel refuses; the old rules hold then
    public synchronized void apply(Ruleset ruleset) {
        if (ruleset.isEmpty()) {
            remove();
        } else if (!ruleset.equals(applied)) {
            replace(ruleset);
        }
    }

    /// Makes the rules hold again, after somebody has removed them.
    public synchronized void restore() {
        if (there && !applied.isEmpty()) replace(applied);
    }

    private void replace(Ruleset ruleset) {
        socket.call(RulesetCompiler.compile(table, ruleset).replace());
        applied = ruleset;
        there = true;
    }

    /// Removes the table. Idempotent.
    public synchronized void remove() {
        if (there) socket.call(RulesetCompiler.compile(table, Ruleset.NOTHING).remove());
        applied = Ruleset.NOTHING;
        there = false;
    }

    /// Leaves the rules.
    @Override
    public void close() {
        socket.close();
    }
}
