package dev.caisson.net.nft;

import dev.caisson.net.model.PublishedPort;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.nft.Chain.Hook;
import java.util.ArrayList;
import java.util.List;

/// Turns what shall hold into chains and rules.
final class RulesetCompiler {
    static final String GUARD = "guard";
    static final String FORWARD = "forward";
    static final String PREROUTING = "prerouting";
    static final String OUTPUT = "output";
    static final String POSTROUTING = "postrouting";
    static final String PORTS = "ports";

    private static final Subnet LOOPBACK = Subnet.parse("127.0.0.0/8");

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
                Chain.filter(GUARD, Hook.PREROUTING, RAW),
                Chain.nat(PREROUTING, Hook.PREROUTING, DSTNAT),
                Chain.nat(OUTPUT, Hook.OUTPUT, DSTNAT),
                Chain.nat(POSTROUTING, Hook.POSTROUTING, SRCNAT),
                Chain.filter(FORWARD, Hook.FORWARD, FILTER));
    }

    private void rules(Ruleset ruleset) {
        rules.add(Rule.in(PREROUTING).toThisHost().jump(PORTS));
        rules.add(Rule.in(OUTPUT).toThisHost().jump(PORTS));
        ruleset.ports().forEach(this::port);
        for (var bridge : ruleset.bridges()) {
            guard(bridge);
            addresses(bridge);
        }
        forward(ruleset);
    }

    private void port(Ruleset.Port port) {
        var published = port.published();
        var rule = Rule.in(PORTS);
        if (published.host().isAnyLocalAddress()) {
            rule.family(published.host().getAddress().length == 16);
        } else {
            rule.destination(single(published));
        }
        rules.add(
                rule.port(published.protocol(), published.port())
                        .translateTo(port.container(), published.container()));
    }

    private static Subnet single(PublishedPort published) {
        return new Subnet(published.host(), published.host().getAddress().length * 8);
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
        for (var subnet : bridge.subnets()) {
            if (bridge.masquerade()) {
                rules.add(Rule.in(POSTROUTING).source(subnet).notTo(device).masquerade());
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
            if (bridge.internal() || bridge.open()) continue;
            rules.add(Rule.in(FORWARD).to(device).ofPublishedPort().accept());
            rules.add(Rule.in(FORWARD).to(device).drop());
        }
        if (!ruleset.routerOnlyForUs()) return;
        for (var bridge : ruleset.bridges()) {
            rules.add(Rule.in(FORWARD).from(bridge.device()).accept());
            rules.add(Rule.in(FORWARD).to(bridge.device()).accept());
        }
        rules.add(Rule.in(FORWARD).drop());
    }
}
