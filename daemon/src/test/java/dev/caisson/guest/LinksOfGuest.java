package dev.caisson.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.net.bridge.Bridges;
import dev.caisson.net.bridge.EndpointLinks;
import dev.caisson.net.bridge.Parents;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.EndpointDraft;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.Pool;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.net.netlink.RouteSocket;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Ends upon devices the kernel of this host may not have; run in a guest only.
class LinksOfGuest {
    private static final EndpointDraft PLAIN =
            new EndpointDraft(
                    "", "", "", "", List.of(), "", List.of(), Map.of(), Map.of(), 0, false);

    private final Syscalls syscalls = Syscalls.real();

    @Test
    void ipvlan_of_layer_two_connects_two_upon_a_device_that_leads_nowhere() {
        connects(network("a", Driver.IPVLAN, Map.of(), "10.71.0.0/24"), "10.71.0.3");
    }

    @Test
    void ipvlan_of_layer_three_routes_between_its_subnets() {
        var options = Map.of("ipvlan_mode", "l3");
        connects(network("b", Driver.IPVLAN, options, "10.72.0.0/24", "10.73.0.0/24"), "10.73.0.3");
    }

    @Test
    void ipvlan_that_is_private_keeps_its_ends_apart() {
        var options = Map.of("ipvlan_flag", "private");
        var network = network("c", Driver.IPVLAN, options, "10.74.0.0/24");

        assertThat(received(network, "10.74.0.3")).isFalse();
    }

    @Test
    void macvlan_stands_on_a_part_of_a_device_that_goes_with_it() {
        try (var host = RouteSocket.open(syscalls)) {
            int _ = host.addAlone("low0", "of the test");
            var options = Map.of("parent", "low0.40");
            connects(network("d", Driver.MACVLAN, options, "10.75.0.0/24"), "10.75.0.3");

            assertThat(host.link("low0")).isPresent();
            assertThat(host.link("low0.40")).isEmpty();
            boolean _ = host.deleteLink("low0");
        }
    }

    private void connects(Network network, String second) {
        assertThat(received(network, second)).isTrue();
    }

    /// Whether a datagram comes from one end to another; nothing is left afterwards.
    private boolean received(Network network, String second) {
        try (var host = RouteSocket.open(syscalls)) {
            var parents = new Parents(host);
            int before = host.links().size();
            int _ = parents.ensure(network);
            boolean came = received(network, address(second), host, parents);
            parents.remove(network);
            assertThat(host.links()).hasSize(before);
            return came;
        }
    }

    private boolean received(
            Network network, InetAddress second, RouteSocket host, Parents parents) {
        var links = new EndpointLinks(syscalls, host, new Bridges(syscalls, host), parents);
        var first = network.addressing().pools().getFirst().subnet().at(2);
        try (var one = NetworkNamespace.create(syscalls, Map.of());
                var other = NetworkNamespace.create(syscalls, Map.of())) {
            connect(links, network, first, one);
            connect(links, network, second, other);
            try (var receiver = other.inside(() -> socket(second));
                    var sender = one.inside(() -> socket(first))) {
                return sent(sender, receiver);
            }
        }
    }

    private static void connect(
            EndpointLinks links, Network network, InetAddress address, NetworkNamespace inside) {
        var assigned = new Endpoint.Assigned(address, 24, null);
        var mac = network.driver() == Driver.MACVLAN ? Addresses.macOf(address) : "";
        var endpoint =
                new Endpoint(
                        "e".repeat(64),
                        network.id(),
                        network.name(),
                        new Endpoint.Got(assigned, null, mac),
                        new Endpoint.Devices("", "eth0"),
                        List.of(),
                        Map.of(),
                        0);
        links.connect(network, endpoint, PLAIN, inside);
        if (!network.options().containsKey("ipvlan_mode")) return;
        inside.routes().addDefaultOnLink(inside.routes().require("eth0").index(), false);
    }

    private static boolean sent(DatagramSocket sender, DatagramSocket receiver) {
        try {
            receiver.setSoTimeout(1_000);
            for (int i = 0; i < 5; i++) {
                var bytes = new byte[] {1, 2, 3};
                sender.send(new DatagramPacket(bytes, 3, receiver.getLocalSocketAddress()));
            }
            receiver.receive(new DatagramPacket(new byte[3], 3));
            return true;
        } catch (java.net.SocketTimeoutException nothing) {
            return false;
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }

    private static DatagramSocket socket(InetAddress address) {
        try {
            return new DatagramSocket(7777, address);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static InetAddress address(String text) {
        return Addresses.parse(text).orElseThrow();
    }

    private static Network network(
            String digit, Driver driver, Map<String, String> options, String... subnets) {
        var pools =
                java.util.stream.Stream.of(subnets)
                        .map(Subnet::parse)
                        .map(subnet -> new Pool(subnet, null, subnet.at(1), Map.of()))
                        .toList();
        return new Network(
                new Network.Identity(digit.repeat(64), "n" + digit, Instant.EPOCH, driver, false),
                new Network.Reach(false, false, false),
                new Network.Addressing(true, false, Map.of(), pools, true),
                options,
                Map.of());
    }
}
