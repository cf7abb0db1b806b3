package dev.caisson.net.nft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.GatewayMode;
import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Protocol;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Subnet;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Networks and ports as rules, in the words of `nft`.
class RulesetCompilerTest {
    private static final Ruleset.Bridge PLAIN = bridge("br0", false, true, plain("10.1.0.0/16"));

    @Test
    void a_plain_network_is_translated_on_its_way_out_and_closed_on_the_way_in() {
        assertThat(rules(new Ruleset(List.of(PLAIN), List.of(), false)))
                .containsExactly(
                        "prerouting: fib daddr type local jump ports",
                        "output: fib daddr type local jump ports",
                        "ports: ip6 daddr ::1/128 return",
                        "guard: iifname \"br0\" ip daddr 127.0.0.0/8 counter drop",
                        "postrouting: oifname \"br0\" ip saddr 127.0.0.0/8 masquerade",
                        "postrouting: ip saddr 10.1.0.0/16 oifname != \"br0\" masquerade",
                        "postrouting: oifname \"br0\" ip saddr 10.1.0.0/16 ip daddr 10.1.0.0/16"
                                + " ct status dnat masquerade",
                        "forward: ct state established,related accept",
                        "forward: iifname \"br0\" oifname \"br0\" accept",
                        "forward: oifname \"br0\" ct status dnat accept",
                        "forward: oifname \"br0\" counter drop");
    }

    @Test
    void an_internal_network_is_cut_off_before_anything_else_is_asked() {
        var internal = bridge("br1", true, false, plain("10.2.0.0/16"));

        assertThat(rules(new Ruleset(List.of(internal), List.of(), false)))
                .filteredOn(rule -> !rule.contains("jump") && !rule.contains("return"))
                .containsExactly(
                        "guard: iifname \"br1\" ip daddr 127.0.0.0/8 counter drop",
                        "forward: iifname \"br1\" oifname != \"br1\" counter drop",
                        "forward: oifname \"br1\" iifname != \"br1\" counter drop",
                        "forward: ct state established,related accept",
                        "forward: iifname \"br1\" oifname \"br1\" counter drop");
    }

    @Test
    void a_port_leads_to_its_container_from_the_address_it_is_published_at() {
        var ports =
                List.of(
                        port(Protocol.TCP, "0.0.0.0", 8080, "10.1.0.2", 80),
                        port(Protocol.UDP, "127.0.0.1", 53, "10.1.0.2", 5353),
                        port(Protocol.TCP, "::", 8080, "fd00::2", 80));

        assertThat(rules(new Ruleset(List.of(PLAIN), ports, false)))
                .contains(
                        "ports: tcp dport 8080 dnat ip to 10.1.0.2:80",
                        "ports: ip daddr 127.0.0.1/32 udp dport 53 dnat ip to 10.1.0.2:5353",
                        "ports: tcp dport 8080 dnat ip6 to [fd00::2]:80");
    }

    @Test
    void members_of_a_group_take_turns() {
        var two =
                new Ruleset.Port(
                        new HostPort(Protocol.TCP, address("0.0.0.0"), 8080),
                        Publication.Scope.ALL,
                        List.of(
                                new Ruleset.Member(address("10.1.0.2"), 80),
                                new Ruleset.Member(address("10.1.0.3"), 81)));

        assertThat(rules(new Ruleset(List.of(PLAIN), List.of(two), false)))
                .containsSequence(
                        "ports: tcp dport 8080 numgen inc mod 2 0 dnat ip to 10.1.0.2:80",
                        "ports: tcp dport 8080 dnat ip to 10.1.0.3:81");
    }

    @Test
    void a_port_for_the_neighbourhood_is_led_and_answered_for_private_addresses_only() {
        var near =
                new Ruleset.Port(
                        new HostPort(Protocol.TCP, address("0.0.0.0"), 8080),
                        Publication.Scope.LAN,
                        List.of(new Ruleset.Member(address("10.1.0.2"), 80)));

        assertThat(rules(new Ruleset(List.of(PLAIN), List.of(near), false)))
                .contains(
                        "prerouting: ip saddr 192.168.0.0/16 fib daddr type local jump lan-ports",
                        "input: tcp dport 8080 jump lan-only",
                        "lan-only: ip saddr 192.168.0.0/16 return",
                        "lan-only: counter drop",
                        "lan-ports: tcp dport 8080 dnat ip to 10.1.0.2:80")
                .doesNotContain("ports: tcp dport 8080 dnat ip to 10.1.0.2:80");
    }

    @Test
    void a_routed_network_is_open_at_what_it_publishes_and_for_control() {
        var four = range("10.1.0.0/16", GatewayMode.ROUTED, true, null);
        var six = range("fd00::/64", GatewayMode.ROUTED, true, null);
        var open =
                new Ruleset.Port(
                        new HostPort(Protocol.TCP, address("0.0.0.0"), 0),
                        Publication.Scope.ALL,
                        List.of(
                                new Ruleset.Member(address("10.1.0.2"), 80),
                                new Ruleset.Member(address("10.9.0.2"), 80)));
        var bridges = List.of(bridge("br0", false, true, four, six));

        assertThat(rules(new Ruleset(bridges, List.of(open), false)))
                .endsWith(
                        "postrouting: oifname \"br0\" ip saddr 127.0.0.0/8 masquerade",
                        "forward: ct state established,related accept",
                        "forward: iifname \"br0\" oifname \"br0\" accept",
                        "forward: oifname \"br0\" ip daddr 10.1.0.2/32 tcp dport 80 accept",
                        "forward: oifname \"br0\" meta l4proto icmp accept",
                        "forward: oifname \"br0\" meta l4proto ipv6-icmp accept",
                        "forward: oifname \"br0\" counter drop");
    }

    @Test
    void an_unprotected_network_is_closed_for_other_networks_only() {
        var open = range("10.1.0.0/16", GatewayMode.NAT_UNPROTECTED, true, address("192.0.2.1"));
        var bridges =
                List.of(
                        bridge("br0", false, true, open),
                        bridge("br1", false, true, plain("10.2.0.0/16")));

        assertThat(rules(new Ruleset(bridges, List.of(), false)))
                .contains(
                        "postrouting: ip saddr 10.1.0.0/16 oifname != \"br0\" snat ip to 192.0.2.1")
                .endsWith(
                        "forward: ct state established,related accept",
                        "forward: iifname \"br0\" oifname \"br0\" accept",
                        "forward: oifname \"br0\" ct status dnat accept",
                        "forward: oifname \"br0\" jump networks",
                        "forward: iifname \"br1\" oifname \"br1\" accept",
                        "forward: oifname \"br1\" ct status dnat accept",
                        "forward: oifname \"br1\" counter drop",
                        "networks: iifname \"br0\" counter drop",
                        "networks: iifname \"br1\" counter drop");
    }

    private static Ruleset.Bridge bridge(
            String device, boolean internal, boolean between, Ruleset.Range... ranges) {
        return new Ruleset.Bridge(device, List.of(ranges), internal, between);
    }

    private static Ruleset.Range plain(String subnet) {
        return Ruleset.Range.plain(Subnet.parse(subnet));
    }

    private static Ruleset.Range range(
            String subnet, GatewayMode mode, boolean masquerade, @Nullable InetAddress source) {
        return new Ruleset.Range(Subnet.parse(subnet), mode, masquerade, source);
    }

    @Test
    void a_host_that_became_a_router_for_containers_forwards_for_nobody_else() {
        assertThat(rules(new Ruleset(List.of(PLAIN), List.of(), true)))
                .endsWith(
                        "forward: iifname \"br0\" accept",
                        "forward: oifname \"br0\" accept",
                        "forward: counter drop");
    }

    @Test
    void the_removal_of_a_table_is_one_batch() {
        var bytes = new StringBuilder();
        for (var request : new Table("t", List.of(), List.of()).remove()) {
            bytes.append(HexFormat.of().formatHex(request.bytes(1))).append('\n');
        }

        assertThat(bytes.toString())
                .isEqualTo(
                        """
                        14000000100001000100000000000000\
                        0000000a
                        1c000000000a01040100000000000000\
                        01000000060001007400\
                        0000
                        1c000000020a05000100000000000000\
                        01000000060001007400\
                        0000
                        14000000110001000100000000000000\
                        0000000a
                        """);
    }

    private static Ruleset.Port port(
            Protocol protocol, String host, int port, String container, int inside) {
        return new Ruleset.Port(
                new HostPort(protocol, address(host), port),
                Publication.Scope.ALL,
                List.of(new Ruleset.Member(address(container), inside)));
    }

    private static InetAddress address(String text) {
        return Addresses.parse(text).orElseThrow();
    }

    private static List<String> rules(Ruleset ruleset) {
        return RulesetCompiler.compile("t", ruleset).rules().stream().map(Rule::toString).toList();
    }
}
