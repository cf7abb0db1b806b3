package dev.caisson.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Protocol;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.netlink.LinkAddress;
import dev.caisson.net.netlink.LinkPair;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.net.nft.Firewall;
import dev.caisson.net.nft.Ruleset;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Socket;
import dev.caisson.sys.Syscalls;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A published port of SCTP, from a neighbour of the host to a container; run in a guest only.
class SctpOfGuest {
    private static final int SOCK_SEQPACKET = 5;
    private static final byte[] TEXT = "hello".getBytes(StandardCharsets.US_ASCII);

    private final Syscalls syscalls = Syscalls.real();

    @Test
    void a_message_to_a_published_port_comes_to_the_container() {
        var router = Map.of("net/ipv4/ip_forward", "1");
        try (var host = NetworkNamespace.create(syscalls, router);
                var neighbour = NetworkNamespace.create(syscalls, Map.of());
                var container = NetworkNamespace.create(syscalls, Map.of())) {
            host.routes()
                    .addPair(new LinkPair("up0", "up0", 0, 0, "", false, false), neighbour.fd());
            configure(host, "up0", "10.200.0.1");
            configure(neighbour, "up0", "10.200.0.2");
            int bridge = host.routes().addBridge("br0", "", 0, "");
            host.routes().configure(bridge, List.of(address(bridge, "10.80.0.1")));
            var pair = new LinkPair("veth0", "eth0", bridge, 0, "", false, false);
            host.routes().addPair(pair, container.fd());
            configure(container, "eth0", "10.80.0.2");
            int out = container.routes().require("eth0").index();
            container.routes().addRoute(null, 0, parsed("10.80.0.1"), out);
            try (var firewall = host.inside(() -> Firewall.open(syscalls, "caisson-sctp"))) {
                firewall.apply(published());
                assertThat(carried(neighbour, container)).isEqualTo(TEXT);
            }
        }
    }

    private static Ruleset published() {
        var ranges = List.of(Ruleset.Range.plain(Subnet.parse("10.80.0.0/24")));
        var bridge = new Ruleset.Bridge("br0", ranges, false, true);
        var port = new HostPort(Protocol.SCTP, parsed("0.0.0.0"), 9000);
        var member = new Ruleset.Member(parsed("10.80.0.2"), 7000);
        return new Ruleset(
                List.of(bridge),
                List.of(new Ruleset.Port(port, Publication.Scope.ALL, List.of(member))),
                false);
    }

    /// Sends to the port of the host, and returns what comes to that of the container.
    private byte[] carried(NetworkNamespace neighbour, NetworkNamespace container) {
        try (var server = container.inside(this::socket);
                var client = neighbour.inside(this::socket)) {
            syscalls.bind(server.number(), socketAddress("0.0.0.0", 7000));
            syscalls.listen(server.number(), 4);
            var target = socketAddress("10.200.0.1", 9000);
            int sent = syscalls.sendto(client.number(), TEXT, 0, TEXT.length, 0, target);
            assertThat(sent).isEqualTo(TEXT.length);
            var bytes = new byte[64];
            int length = syscalls.recvfrom(server.number(), bytes, 0, bytes.length, 0);
            return Arrays.copyOf(bytes, length);
        }
    }

    private Fd socket() {
        int number = Protocol.SCTP.number();
        var fd = Fd.of(syscalls, syscalls.socket(Socket.AF_INET, SOCK_SEQPACKET, number));
        var patience = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(20).array();
        syscalls.setsockopt(fd.number(), Socket.SOL_SOCKET, Socket.SO_RCVTIMEO, patience);
        return fd;
    }

    /// `struct sockaddr_in`, include/uapi/linux/in.h.
    private static byte[] socketAddress(String address, int port) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putShort((short) Socket.AF_INET)
                .put((byte) (port >> 8))
                .put((byte) port)
                .put(parsed(address).getAddress())
                .array();
    }

    private static void configure(NetworkNamespace namespace, String device, String address) {
        int index = namespace.routes().require(device).index();
        namespace.routes().configure(index, List.of(address(index, address)));
    }

    private static LinkAddress address(int link, String address) {
        return new LinkAddress(link, parsed(address), 24);
    }

    private static InetAddress parsed(String text) {
        return Addresses.parse(text).orElseThrow();
    }
}
