package dev.caisson.net.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Protocol;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.system.HostTools;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Rules in the kernel, in a network namespace that ends with the test, as `nft` shows them.
@Tag("kernel")
class FirewallIT {
    private final Syscalls syscalls = Syscalls.real();
    private final NetworkNamespace host = NetworkNamespace.create(syscalls, Map.of());
    private final Firewall firewall = host.inside(() -> Firewall.open(syscalls, "caisson-test"));

    @AfterEach
    void close() {
        firewall.close();
        host.close();
    }

    @Test
    void nft_shows_what_was_asked_for() throws Exception {
        firewall.apply(ruleset("br0", 8080));

        assertThat(nft("list", "ruleset"))
                .contains(
                        "table inet caisson-test {",
                        "meta nfproto ipv4 tcp dport 8080 dnat ip to 10.1.0.2:80",
                        "ip6 daddr ::1 udp dport 53 dnat ip6 to [fd00::2]:5353",
                        "iifname \"br0\" ip daddr 127.0.0.0/8 counter packets 0 bytes 0 drop",
                        "ip saddr 10.1.0.0/16 oifname != \"br0\" masquerade",
                        "ip6 saddr fd00::/64 oifname != \"br0\" masquerade",
                        "oifname \"br0\" ct status dnat accept",
                        "ct state established,related accept",
                        "type nat hook postrouting priority srcnat; policy accept;",
                        "type filter hook forward priority filter; policy accept;");
    }

    @Test
    void a_change_replaces_all_and_touches_no_other_table() throws Exception {
        nft("add", "table", "inet", "somebody");
        nft("add", "chain", "inet", "somebody", "c", "{ type filter hook input priority 0; }");
        firewall.apply(ruleset("br0", 8080));

        firewall.apply(ruleset("br1", 9090));

        var shown = nft("list", "ruleset");
        assertThat(shown).contains("table inet somebody", "\"br1\"", "9090");
        assertThat(shown).doesNotContain("\"br0\"", "8080");

        firewall.apply(Ruleset.NOTHING);
        assertThat(nft("list", "tables")).isEqualTo("table inet somebody\n");
    }

    @Test
    void rules_that_somebody_flushed_hold_again() throws Exception {
        firewall.apply(ruleset("br0", 8080));
        var before = nft("list", "ruleset");
        nft("flush", "ruleset");

        firewall.restore();

        assertThat(nft("list", "ruleset")).isEqualTo(before);
    }

    @Test
    void a_refusal_says_what_was_refused_and_leaves_nothing() throws Exception {
        try (var misnamed = host.inside(() -> Firewall.open(syscalls, "t".repeat(300)))) {
            assertThatThrownBy(() -> misnamed.apply(ruleset("br0", 8080)))
                    .isInstanceOf(SyscallException.class)
                    .hasMessageContaining("table inet tttt");
        }

        assertThat(nft("list", "ruleset")).isEmpty();
    }

    @Test
    void the_remains_of_an_earlier_engine_are_removed() throws Exception {
        nft("add", "table", "inet", "caisson-test");
        nft("add", "table", "inet", "somebody");

        firewall.apply(Ruleset.NOTHING);

        assertThat(nft("list", "tables")).isEqualTo("table inet somebody\n");
    }

    private static Ruleset ruleset(String device, int port) {
        var bridge =
                new Ruleset.Bridge(
                        device,
                        List.of(
                                Ruleset.Range.plain(Subnet.parse("10.1.0.0/16")),
                                Ruleset.Range.plain(Subnet.parse("fd00::/64"))),
                        false,
                        true);
        return new Ruleset(
                List.of(bridge),
                List.of(
                        port(Protocol.TCP, "0.0.0.0", port, "10.1.0.2", 80),
                        port(Protocol.UDP, "::1", 53, "fd00::2", 5353)),
                false);
    }

    private static Ruleset.Port port(
            Protocol protocol, String host, int port, String container, int inside) {
        var published = new HostPort(protocol, Addresses.parse(host).orElseThrow(), port);
        var member = new Ruleset.Member(Addresses.parse(container).orElseThrow(), inside);
        return new Ruleset.Port(published, Publication.Scope.ALL, List.of(member));
    }

    private String nft(String... arguments) throws Exception {
        var line =
                new ArrayList<>(
                        List.of(
                                HostTools.present("nsenter").toString(),
                                "--net=/proc/" + ProcessHandle.current().pid() + "/fd/" + host.fd(),
                                HostTools.installed("nft", "nftables").toString()));
        line.addAll(List.of(arguments));
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
