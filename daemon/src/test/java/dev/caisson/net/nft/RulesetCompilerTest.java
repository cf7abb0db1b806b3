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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Networks and ports as rules, in the words of `nft`.
class RulesetCompilerTest {
    private static final Ruleset.Bridge PLAIN = bridge("br0", false, true, plain("10.1.0.0/16"));

    @Test
    void rules_are_the_same_whatever_networks_and_ports_there_are() {
        var none = rules(new Ruleset(List.of(), List.of(), false));
        var one = new Ruleset(List.of(PLAIN), List.of(http("0.0.0.0")), false);

        assertThat(rules(one).stream().filter(rule -> !rule.startsWith("leaving-")).toList())
                .isEqualTo(none);
        assertThat(none)
                .containsSubsequence(
                        "prerouting: fib daddr type local jump ports",
                        "output: fib daddr type local jump ports",
                        "ports: ip6 daddr ::1/128 return",
                        "ports: dnat ip to ip daddr . meta l4proto . th dport map @ports-at-4",
                        "ports: ip daddr . meta l4proto . th dport vmap @shared-ports-at-4",
                        "ports: meta nfproto ipv4 dnat ip to meta l4proto . th dport map @ports-4",
                        "guard: iifname @ours ip daddr 127.0.0.0/8 counter drop",
                        "postrouting: oifname @outward ip saddr 127.0.0.0/8 masquerade",
                        "postrouting: ip saddr vmap @leaving-4",
                        "postrouting: ip6 saddr vmap @leaving-6",
                        "forward: iifname . oifname vmap @inside",
                        "forward: iifname @internal counter drop",
                        "forward: oifname @internal counter drop",
                        "forward: ct state established,related accept",
                        "forward: meta nfproto ipv4 oifname vmap @into-4",
                        "forward: meta nfproto ipv6 oifname vmap @into-6",
                        "apart: ct state established,related accept",
                        "apart: counter drop",
                        "into-published: ct status dnat accept",
                        "into-published: counter drop",
                        "into-unprotected: ct status dnat accept",
                        "into-unprotected: iifname @ours counter drop",
                        "into-routed: ip daddr . meta l4proto . th dport @open-4 accept",
                        "into-routed: meta l4proto icmp accept",
                        "into-routed: ip6 daddr . meta l4proto . th dport @open-6 accept",
                        "into-routed: meta l4proto ipv6-icmp accept",
                        "into-routed: counter drop",
                        "into-nothing: counter drop");
    }

    @Test
    void a_plain_network_is_translated_on_its_way_out_and_closed_on_the_way_in() {
        var ruleset = new Ruleset(List.of(PLAIN), List.of(), false);

        assertThat(elements(ruleset))
                .containsExactly(
                        "ours { \"br0\" }",
                        "outward { \"br0\" }",
                        "inside { \"br0\" . \"br0\" : accept }",
                        "leaving-4 { 10.1.0.0/16 : goto leaving-br0-0 }",
                        "into-4 { \"br0\" : goto into-published }",
                        "into-6 { \"br0\" : goto into-published }");
        assertThat(rules(ruleset))
                .endsWith(
                        "leaving-br0-0: oifname != \"br0\" masquerade",
                        "leaving-br0-0: oifname \"br0\" ip daddr 10.1.0.0/16"
                                + " ct status dnat masquerade");
    }

    @Test
    void an_internal_network_is_cut_off_before_anything_else_is_asked() {
        var internal = bridge("br1", true, false, plain("10.2.0.0/16"));

        assertThat(elements(new Ruleset(List.of(internal), List.of(), false)))
                .containsExactly(
                        "ours { \"br1\" }",
                        "internal { \"br1\" }",
                        "inside { \"br1\" . \"br1\" : goto apart }");
    }

    @Test
    void a_port_leads_to_its_container_from_the_address_it_is_published_at() {
        var ports =
                List.of(
                        port(Protocol.TCP, "0.0.0.0", 8080, "10.1.0.2", 80),
                        port(Protocol.UDP, "127.0.0.1", 53, "10.1.0.2", 5353),
                        port(Protocol.TCP, "::", 8080, "fd00::2", 80));

        assertThat(elements(new Ruleset(List.of(PLAIN), ports, false)))
                .endsWith(
                        "ports-4 { 6 . 8080 : 10.1.0.2 . 80 }",
                        "ports-at-4 { 127.0.0.1 . 17 . 53 : 10.1.0.2 . 5353 }",
                        "ports-6 { 6 . 8080 : fd00::2 . 80 }");
    }

    @Test
    void members_of_a_group_take_turns() {
        var two =
                new Ruleset.Port(
                        new HostPort(Protocol.TCP, address("fd00::1"), 8080),
                        Publication.Scope.ALL,
                        List.of(
                                new Ruleset.Member(address("fd00::2"), 80),
                                new Ruleset.Member(address("fd00::3"), 81)));
        var ruleset = new Ruleset(List.of(PLAIN), List.of(two), false);

        assertThat(elements(ruleset))
                .endsWith(
                        "shared-ports-at-6 { fd00::1 . 6 . 8080"
                                + " : goto turns-tcp-8080-fd00__1 }");
        assertThat(rules(ruleset))
                .endsWith(
                        "turns-tcp-8080-fd00__1: numgen inc mod 2 0 dnat ip6 to [fd00::2]:80",
                        "turns-tcp-8080-fd00__1: dnat ip6 to [fd00::3]:81");
    }

    @Test
    void a_port_for_the_neighbourhood_is_led_and_answered_for_private_addresses_only() {
        var near =
                new Ruleset.Port(
                        new HostPort(Protocol.TCP, address("0.0.0.0"), 8080),
                        Publication.Scope.LAN,
                        List.of(new Ruleset.Member(address("10.1.0.2"), 80)));
        var ruleset = new Ruleset(List.of(PLAIN), List.of(near), false);

        assertThat(rules(ruleset))
                .contains(
                        "prerouting: ip saddr 192.168.0.0/16 fib daddr type local jump lan-ports",
                        "input: meta nfproto ipv4 meta l4proto . th dport @near-4 jump lan-only",
                        "lan-only: ip saddr 192.168.0.0/16 return",
                        "lan-only: counter drop");
        assertThat(elements(ruleset))
                .endsWith("near-4 { 6 . 8080 }", "lan-ports-4 { 6 . 8080 : 10.1.0.2 . 80 }");
    }

    @Test
    void a_routed_network_is_open_at_what_it_publishes_and_for_control() {
        var four = range("10.1.0.0/16", GatewayMode.ROUTED, true, null);
        var open =
                new Ruleset.Port(
                        new HostPort(Protocol.TCP, address("0.0.0.0"), 0),
                        Publication.Scope.ALL,
                        List.of(
                                new Ruleset.Member(address("10.1.0.2"), 80),
                                new Ruleset.Member(address("fd00::2"), 80)));
        var bridges = List.of(bridge("br0", false, true, four));

        assertThat(elements(new Ruleset(bridges, List.of(open), false)))
                .endsWith(
                        "inside { \"br0\" . \"br0\" : accept }",
                        "into-4 { \"br0\" : goto into-routed }",
                        "into-6 { \"br0\" : goto into-nothing }",
                        "open-4 { 10.1.0.2 . 6 . 80 }",
                        "open-6 { fd00::2 . 6 . 80 }");
    }

    @Test
    void families_of_a_network_may_be_let_in_differently() {
        var four = range("10.1.0.0/16", GatewayMode.NAT, true, null);
        var six = range("fd00::/64", GatewayMode.ROUTED, true, null);

        assertThat(
                        elements(
                                new Ruleset(
                                        List.of(bridge("br0", false, true, four, six)),
                                        List.of(),
                                        false)))
                .endsWith(
                        "leaving-4 { 10.1.0.0/16 : goto leaving-br0-0 }",
                        "into-4 { \"br0\" : goto into-published }",
                        "into-6 { \"br0\" : goto into-routed }");
    }

    @Test
    void an_unprotected_network_is_closed_for_other_networks_only() {
        var open = range("10.1.0.0/16", GatewayMode.NAT_UNPROTECTED, true, address("192.0.2.1"));
        var ruleset = new Ruleset(List.of(bridge("br0", false, true, open)), List.of(), false);

        assertThat(rules(ruleset))
                .contains("leaving-br0-0: oifname != \"br0\" snat ip to 192.0.2.1");
        assertThat(elements(ruleset)).contains("into-4 { \"br0\" : goto into-unprotected }");
    }

    @Test
    void a_change_of_one_network_is_as_small_among_a_thousand() {
        var many = IntStream.range(0, 1000).mapToObj(RulesetCompilerTest::numbered).toList();
        var more = Stream.concat(many.stream(), Stream.of(numbered(1000))).toList();
        var before = new Ruleset(many, List.of(), false);
        var after = new Ruleset(more, List.of(), false);

        var difference = RulesetCompiler.difference(before, after);

        assertThat(difference.emptied()).isEmpty();
        assertThat(difference.gone()).isEqualTo(Part.NOTHING);
        assertThat(difference.come().chains()).containsExactly(Chain.jumpedTo("leaving-br1000-0"));
        assertThat(difference.come().rules()).hasSize(2);
        assertThat(difference.come().elements()).hasSize(6);
        assertThat(RulesetCompiler.difference(after, before).gone().elements()).hasSize(6);
        assertThat(RulesetCompiler.difference(after, after).isNothing()).isTrue();
    }

    @Test
    void a_port_that_leads_elsewhere_is_one_element_less_and_one_more() {
        var before = new Ruleset(List.of(PLAIN), List.of(http("0.0.0.0")), false);
        var elsewhere = port(Protocol.TCP, "0.0.0.0", 8080, "10.1.0.3", 80);

        var difference =
                RulesetCompiler.difference(
                        before, new Ruleset(List.of(PLAIN), List.of(elsewhere), false));

        assertThat(difference.gone().elements())
                .hasToString("[ports-4 { 6 . 8080 : 10.1.0.2 . 80 }]");
        assertThat(difference.come().elements())
                .hasToString("[ports-4 { 6 . 8080 : 10.1.0.3 . 80 }]");
        assertThat(difference.emptied()).isEmpty();
    }

    private static Ruleset.Bridge numbered(int number) {
        return bridge(
                "br" + number,
                false,
                true,
                plain("10." + number / 256 + "." + number % 256 + ".0/24"));
    }

    private static Ruleset.Port http(String host) {
        return port(Protocol.TCP, host, 8080, "10.1.0.2", 80);
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
                .containsSequence(
                        "forward: iifname @ours accept",
                        "forward: oifname @ours accept",
                        "forward: counter drop");
    }

    @Test
    void the_removal_of_a_table_is_one_batch() {
        var bytes = new StringBuilder();
        for (var request : new Table("t").remove()) {
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
        return RulesetCompiler.compile(ruleset).rules().stream().map(Rule::toString).toList();
    }

    private static List<String> elements(Ruleset ruleset) {
        return RulesetCompiler.compile(ruleset).elements().stream().map(Element::toString).toList();
    }
}
