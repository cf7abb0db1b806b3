package dev.caisson.net.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Protocol;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.system.HostTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
                        "elements = { tcp . 8080 : 10.1.0.2 . 80 }",
                        "elements = { ::1 . udp . 53 : fd00::2 . 5353 }",
                        "dnat ip to meta l4proto . th dport map @ports-4",
                        "iifname @ours ip daddr 127.0.0.0/8 counter packets 0 bytes 0 drop",
                        "elements = { 10.1.0.0/16 : goto leaving-br0-0 }",
                        "elements = { fd00::/64 : goto leaving-br0-1 }",
                        "oifname != \"br0\" masquerade",
                        "elements = { \"br0\" . \"br0\" : accept }",
                        "elements = { \"br0\" : goto into-published }",
                        "ct status dnat accept",
                        "ct state established,related accept",
                        "type nat hook postrouting priority srcnat; policy accept;",
                        "type filter hook forward priority filter; policy accept;");
    }

    @Test
    void a_change_leaves_nothing_of_what_was_and_touches_no_other_table() throws Exception {
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

    @Test
    void whatever_changes_were_made_the_kernel_holds_what_a_whole_table_would() throws Exception {
        var random = new Random(20_261_122);
        try (var host = NetworkNamespace.create(syscalls, Map.of());
                var whole = host.inside(() -> Firewall.open(syscalls, "caisson-test"))) {
            var ruleset = Ruleset.NOTHING;
            for (int i = 0; i < 60; i++) {
                ruleset = RandomRuleset.changed(ruleset, random);
                firewall.apply(ruleset);
                if (i % 6 != 5) continue;

                whole.remove();
                whole.apply(ruleset);
                assertThat(shown(this.host)).as("change %d", i).isEqualTo(shown(host));
            }
        }
    }

    @Test
    void a_table_that_is_not_as_it_was_left_is_made_anew() throws Exception {
        firewall.apply(ruleset("br0", 8080));
        nft("flush", "ruleset");

        firewall.apply(ruleset("br0", 9090));

        assertThat(nft("list", "ruleset"))
                .contains("tcp . 9090 : 10.1.0.2 . 80", "\"br0\" : goto into-published");
    }

    @Test
    void packets_go_where_maps_lead() throws Exception {
        firewall.apply(ruleset("lo", 8080));
        run("ip", "iproute2", "link", "set", "lo", "up");
        run("ip", "iproute2", "address", "add", "10.1.0.2/32", "dev", "lo");
        run("ip", "iproute2", "address", "add", "192.0.2.1/32", "dev", "lo");

        var seen =
                host.inside(
                        () -> {
                            try (var server = new ServerSocket()) {
                                server.bind(new InetSocketAddress("10.1.0.2", 80));
                                try (var client = new Socket("192.0.2.1", 8080);
                                        var accepted = server.accept()) {
                                    return client.getLocalPort() == accepted.getPort();
                                }
                            } catch (IOException failure) {
                                throw new UncheckedIOException(failure);
                            }
                        });

        assertThat(seen).isTrue();
    }

    /// What the kernel has, in an order of names; handles are of the one who gave them.
    private static List<String> shown(NetworkNamespace host) throws Exception {
        var json = run(host, "nft", "nftables", "-j", "list", "ruleset");
        var all = new ArrayList<String>();
        for (var entry : new ObjectMapper().readTree(json).get("nftables")) {
            if (entry.has("metainfo")) continue;
            var object = (ObjectNode) entry.elements().next();
            object.remove("handle");
            var kind = entry.fieldNames().next();
            // Rules keep their order within a chain.
            var name = kind.equals("rule") ? object.get("chain") : object.get("name");
            var elements = object.get("elem");
            if (elements != null) object.put("elem", sorted(elements));
            all.add(kind + " " + name + (kind.equals("rule") ? "" : " " + object) + "\0" + object);
        }
        all.sort(Comparator.comparing(each -> each.substring(0, each.indexOf('\0'))));
        return all;
    }

    private static String sorted(JsonNode elements) {
        var all = new ArrayList<String>();
        elements.forEach(each -> all.add(each.toString()));
        Collections.sort(all);
        return all.toString();
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
        return run("nft", "nftables", arguments);
    }

    private String run(String tool, String debianPackage, String... arguments) throws Exception {
        return run(host, tool, debianPackage, arguments);
    }

    private static String run(
            NetworkNamespace host, String tool, String debianPackage, String... arguments)
            throws Exception {
        var line =
                new ArrayList<>(
                        List.of(
                                HostTools.present("nsenter").toString(),
                                "--net=/proc/" + ProcessHandle.current().pid() + "/fd/" + host.fd(),
                                HostTools.installed(tool, debianPackage).toString()));
        line.addAll(List.of(arguments));
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
