package dev.caisson.net.nft;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.GatewayMode;
import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.nft.Chain.Hook;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Turns what shall hold into chains and rules.
final class RulesetCompiler {
    static final String GUARD = "guard";
    static final String FORWARD = "forward";
    static final String PREROUTING = "prerouting";
    static final String OUTPUT = "output";
    static final String POSTROUTING = "postrouting";
    static final String INPUT = "input";
    static final String PORTS = "ports";
    static final String LAN_PORTS = "lan-ports";
    static final String LAN_ONLY = "lan-only";
    static final String NETWORKS = "networks";

    /// What counts as near; the same as [Addresses#isPrivate].
    private static final List<Subnet> LAN =
            Stream.of(
                            "10.0.0.0/8",
                            "172.16.0.0/12",
                            "192.168.0.0/16",
                            "169.254.0.0/16",
                            "127.0.0.0/8",
                            "fc00::/7",
                            "fe80::/10",
                            "::1/128")
                    .map(Subnet::parse)
                    .toList();

    private static final Subnet LOOPBACK = Subnet.parse("127.0.0.0/8");

    /// From there nothing is routed; the engine relays.
    private static final Subnet LOOPBACK_SIX = Subnet.parse("::1/128");

    // include/uapi/linux/netfilter_ipv4.h
    private static final int RAW = -300;
    private static final int DSTNAT = -100;
    private static final int FILTER = 0;
    private static final int SRCNAT = 100;

    private final List<Rule> rules = new ArrayList<>();

    private RulesetCompiler() {}

    static Table compile(String name, Ruleset ruleset) {
        var compiler = new RulesetCompiler();
        compiler.rules(ruleset);
        return new Table(name, chains(), compiler.rules);
    }

    private static List<Chain> chains() {
        return List.of(
                Chain.jumpedTo(PORTS),
                Chain.jumpedTo(LAN_PORTS),
                Chain.jumpedTo(LAN_ONLY),
                Chain.jumpedTo(NETWORKS),
                Chain.filter(GUARD, Hook.PREROUTING, RAW),
                Chain.nat(PREROUTING, Hook.PREROUTING, DSTNAT),
                Chain.nat(OUTPUT, Hook.OUTPUT, DSTNAT),
                Chain.nat(POSTROUTING, Hook.POSTROUTING, SRCNAT),
                Chain.filter(INPUT, Hook.INPUT, FILTER),
                Chain.filter(FORWARD, Hook.FORWARD, FILTER));
    }

    private void rules(Ruleset ruleset) {
        rules.add(Rule.in(PREROUTING).toThisHost().jump(PORTS));
        rules.add(Rule.in(OUTPUT).toThisHost().jump(PORTS));
        rules.add(Rule.in(PORTS).destination(LOOPBACK_SIX).goBack());
        boolean lan = ruleset.ports().stream().anyMatch(RulesetCompiler::isForLan);
        if (lan) lan();
        ruleset.ports().forEach(this::port);
        for (var bridge : ruleset.bridges()) {
            guard(bridge);
            addresses(bridge);
        }
        forward(ruleset);
    }

    private static boolean isForLan(Ruleset.Port port) {
        return port.scope() == Publication.Scope.LAN;
    }

    /// Others do not even reach the socket that keeps such a port.
    private void lan() {
        rules.add(Rule.in(OUTPUT).toThisHost().jump(LAN_PORTS));
        for (var near : LAN) {
            rules.add(Rule.in(PREROUTING).source(near).toThisHost().jump(LAN_PORTS));
            rules.add(Rule.in(LAN_ONLY).source(near).goBack());
        }
        rules.add(Rule.in(LAN_ONLY).from("lo").goBack());
        rules.add(Rule.in(LAN_ONLY).drop());
    }

    private void port(Ruleset.Port port) {
        if (port.isRouted()) return;
        var chain = isForLan(port) ? LAN_PORTS : PORTS;
        if (isForLan(port)) rules.add(matching(INPUT, port.host()).jump(LAN_ONLY));
        // The first is taken by one of n, of the others the second by one of n - 1, and so on.
        for (int left = port.members().size(); left > 0; left--) {
            var member = port.members().get(port.members().size() - left);
            rules.add(
                    matching(chain, port.host())
                            .oneOf(left)
                            .translateTo(member.address(), member.port()));
        }
    }

    private static Rule matching(String chain, HostPort host) {
        var rule = Rule.in(chain);
        boolean six = Addresses.isSix(host.address());
        if (host.address().isAnyLocalAddress()) rule.family(six);
        else rule.destination(new Subnet(host.address(), six ? 128 : 32));
        return rule.port(host.protocol(), host.port());
    }

    /// With `route_localnet` on its device, what comes from a container could be for the host's own
    /// loopback. Answers to the host do not look like that here: they are translated back later.
    private void guard(Ruleset.Bridge bridge) {
        rules.add(Rule.in(GUARD).from(bridge.device()).destination(LOOPBACK).drop());
    }

    private void addresses(Ruleset.Bridge bridge) {
        var device = bridge.device();
        if (bridge.internal()) return;
        // The host's own loopback as source would not be answered.
        rules.add(Rule.in(POSTROUTING).to(device).source(LOOPBACK).masquerade());
        for (var range : bridge.ranges()) {
            if (!range.gateway().translates()) continue;
            var subnet = range.subnet();
            if (range.masquerade()) {
                var leaving = Rule.in(POSTROUTING).source(subnet).notTo(device);
                var source = range.source();
                rules.add(source == null ? leaving.masquerade() : leaving.sourceTo(source));
            }
            // A container that uses a published port of its own network: the answer has to come
            // back this way.
            rules.add(
                    Rule.in(POSTROUTING)
                            .to(device)
                            .source(subnet)
                            .destination(subnet)
                            .ofPublishedPort()
                            .masquerade());
        }
    }

    /// What comes to containers from others.
    private void into(Ruleset.Bridge bridge, Ruleset.Range range, Ruleset ruleset) {
        switch (range.gateway()) {
            case NAT, ISOLATED -> {
                rules.add(into(bridge, range).ofPublishedPort().accept());
                rules.add(into(bridge, range).drop());
            }
            case NAT_UNPROTECTED -> {
                rules.add(into(bridge, range).ofPublishedPort().accept());
                rules.add(into(bridge, range).jump(NETWORKS));
            }
            case ROUTED -> {
                for (var open : ruleset.ports()) {
                    if (open.isRouted()) routed(bridge, open);
                }
                for (var each : bridge.ranges()) {
                    if (each.gateway() != GatewayMode.ROUTED) continue;
                    rules.add(into(bridge, each).ofControl(each.subnet().isSix()).accept());
                }
                rules.add(into(bridge, range).drop());
            }
        }
    }

    private static Rule into(Ruleset.Bridge bridge, Ruleset.Range range) {
        var rule = Rule.in(FORWARD).to(bridge.device());
        return bridge.isUniform() ? rule : rule.family(range.subnet().isSix());
    }

    private void routed(Ruleset.Bridge bridge, Ruleset.Port open) {
        for (var member : open.members()) {
            for (var range : bridge.ranges()) {
                boolean here = range.gateway() == GatewayMode.ROUTED;
                if (!here || !range.subnet().contains(member.address())) continue;
                int bits = range.subnet().isSix() ? 128 : 32;
                rules.add(
                        Rule.in(FORWARD)
                                .to(bridge.device())
                                .destination(new Subnet(member.address(), bits))
                                .port(open.host().protocol(), member.port())
                                .accept());
            }
        }
    }

    /// Other networks are kept out where strangers are let in.
    private void networks(Ruleset ruleset) {
        boolean wanted =
                ruleset.bridges().stream()
                        .flatMap(bridge -> bridge.ranges().stream())
                        .anyMatch(range -> range.gateway() == GatewayMode.NAT_UNPROTECTED);
        if (!wanted) return;
        for (var bridge : ruleset.bridges()) {
            rules.add(Rule.in(NETWORKS).from(bridge.device()).drop());
        }
    }

    private void forward(Ruleset ruleset) {
        for (var bridge : ruleset.bridges()) {
            if (!bridge.internal()) continue;
            var device = bridge.device();
            rules.add(Rule.in(FORWARD).from(device).notTo(device).drop());
            rules.add(Rule.in(FORWARD).to(device).notFrom(device).drop());
        }
        rules.add(Rule.in(FORWARD).ofKnownConnection().accept());
        for (var bridge : ruleset.bridges()) {
            var device = bridge.device();
            var inside = Rule.in(FORWARD).from(device).to(device);
            rules.add(bridge.betweenContainers() ? inside.accept() : inside.drop());
            if (bridge.internal()) continue;
            var ranges = bridge.isUniform() ? bridge.ranges().subList(0, 1) : bridge.ranges();
            for (var range : ranges) into(bridge, range, ruleset);
        }
        networks(ruleset);
        if (!ruleset.routerOnlyForUs()) return;
        for (var bridge : ruleset.bridges()) {
            rules.add(Rule.in(FORWARD).from(bridge.device()).accept());
            rules.add(Rule.in(FORWARD).to(bridge.device()).accept());
        }
        rules.add(Rule.in(FORWARD).drop());
    }
}
