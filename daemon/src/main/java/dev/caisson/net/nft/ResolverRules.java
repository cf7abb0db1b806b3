package dev.caisson.net.nft;

import dev.caisson.net.model.Protocol;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.netlink.NetlinkSocket;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.sys.Socket;
import dev.caisson.sys.Syscalls;
import java.net.InetAddress;
import java.util.List;

/// The rules inside a container that lead questions for names to the engine.
public final class ResolverRules {
    private static final String TABLE = "caisson-resolver";
    private static final int DNS = 53;
    private static final int DSTNAT = -100;

    private ResolverRules() {}

    /// Leads port 53 of an address to another port of it; replaces what was set before.
    public static void set(
            Syscalls syscalls, NetworkNamespace inside, InetAddress address, int port) {
        try (var socket =
                inside.inside(() -> NetlinkSocket.open(syscalls, Socket.NETLINK_NETFILTER))) {
            socket.call(new Table(TABLE).replace(rules(address, port)));
        }
    }

    static Part rules(InetAddress address, int port) {
        var single = new Subnet(address, address.getAddress().length * 8);
        return new Part(
                List.of(Chain.nat("output", Chain.Hook.OUTPUT, DSTNAT)),
                List.of(),
                List.of(
                        Rule.in("output")
                                .destination(single)
                                .port(Protocol.UDP, DNS)
                                .translateTo(address, port),
                        Rule.in("output")
                                .destination(single)
                                .port(Protocol.TCP, DNS)
                                .translateTo(address, port)),
                List.of());
    }
}
