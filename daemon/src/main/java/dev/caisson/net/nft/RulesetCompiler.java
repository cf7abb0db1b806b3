package dev.caisson.net.nft;

import static dev.caisson.net.nft.PacketPart.DESTINATION;
import static dev.caisson.net.nft.PacketPart.FROM_DEVICE;
import static dev.caisson.net.nft.PacketPart.SOURCE;
import static dev.caisson.net.nft.PacketPart.TO_DEVICE;

import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.nft.Chain.Hook;
import dev.caisson.net.nft.NamedSet.Field;
import java.util.ArrayList;
import java.util.List;

/// Turns what shall hold into chains and rules that are always the same, and into elements of sets,
/// of which each network and each port has its own. So neither a packet nor a change asks how many
/// there are.
final class RulesetCompiler {
    static final String GUARD = "guard";
    static final String FORWARD = "forward";
    static final String PREROUTING = "prerouting";
    static final String OUTPUT = "output";
    static final String POSTROUTING = "postrouting";
    static final String INPUT = "input";

    /// Between containers of a network whose containers do not reach each other.
    static final String APART = "apart";

    static final String INTO_PUBLISHED = "into-published";
    static final String INTO_UNPROTECTED = "into-unprotected";
    static final String INTO_ROUTED = "into-routed";
    static final String INTO_NOTHING = "into-nothing";

    static final NamedSet OURS = NamedSet.of("ours", Field.DEVICE);
    static final NamedSet OUTWARD = NamedSet.of("outward", Field.DEVICE);
    static final NamedSet INTERNAL = NamedSet.of("internal", Field.DEVICE);
    static final NamedSet INSIDE = NamedSet.of("inside", Field.DEVICE, Field.DEVICE).toVerdict();

    private static final Subnet LOOPBACK = Subnet.parse("127.0.0.0/8");

    // include/uapi/linux/netfilter_ipv4.h
    private static final int RAW = -300;
    private static final int DSTNAT = -100;
    private static final int FILTER = 0;
    private static final int SRCNAT = 100;

    private static final List<Boolean> FAMILIES = List.of(false, true);

    private final List<Rule> rules = new ArrayList<>();

    private RulesetCompiler() {}

    /// All of it.
    static Part compile(Ruleset ruleset) {
        return compile(ruleset, ruleset);
    }

    /// What has to be changed when one holds and another shall. Of networks and ports only those
    /// are looked at that are not in both.
    static PartDifference difference(Ruleset before, Ruleset after) {
        return PartDifference.between(
                compile(before, before.without(after)), compile(after, after.without(before)));
    }

    /// @param some of its networks and ports
    private static Part compile(Ruleset ruleset, Ruleset some) {
        var parts = new ArrayList<Part>();
        parts.add(base(ruleset));
        for (var bridge : some.bridges()) parts.add(BridgeElements.of(bridge));
        for (var port : some.ports()) parts.add(PortElements.of(port));
        return Part.of(parts);
    }

    /// Asked for a packet of one family by the addresses it comes from.
    static NamedSet leaving(boolean six) {
        return NamedSet.of(six ? "leaving-6" : "leaving-4", Field.address(six))
                .ofRanges()
                .toVerdict();
    }

    /// Asked for a packet of one family by the device it goes to.
    static NamedSet into(boolean six) {
        return NamedSet.of(six ? "into-6" : "into-4", Field.DEVICE).toVerdict();
    }

    private static Part base(Ruleset ruleset) {
        var compiler = new RulesetCompiler();
        var chains = new ArrayList<>(chains());
        var sets = new ArrayList<>(sets());
        compiler.rules(ruleset, chains, sets);
        return new Part(chains, sets, compiler.rules, List.of());
    }

    private static List<Chain> chains() {
        return List.of(
                Chain.jumpedTo(APART),
                Chain.jumpedTo(INTO_PUBLISHED),
                Chain.jumpedTo(INTO_UNPROTECTED),
                Chain.jumpedTo(INTO_ROUTED),
                Chain.jumpedTo(INTO_NOTHING),
                Chain.filter(GUARD, Hook.PREROUTING, RAW),
                Chain.nat(PREROUTING, Hook.PREROUTING, DSTNAT),
                Chain.nat(OUTPUT, Hook.OUTPUT, DSTNAT),
                Chain.nat(POSTROUTING, Hook.POSTROUTING, SRCNAT),
                Chain.filter(INPUT, Hook.INPUT, FILTER),
                Chain.filter(FORWARD, Hook.FORWARD, FILTER));
    }

    private static List<NamedSet> sets() {
        return List.of(
                OURS,
                OUTWARD,
                INTERNAL,
                INSIDE,
                leaving(false),
                leaving(true),
                into(false),
                into(true));
    }

    private void rules(Ruleset ruleset, List<Chain> chains, List<NamedSet> sets) {
        boolean lan =
                ruleset.ports().stream().anyMatch(port -> port.scope() == Publication.Scope.LAN);
        others(ruleset.families());
        PortSets.ALL.addTo(chains, sets, rules);
        if (lan) PortSets.LAN.addTo(chains, sets, rules);
        guard();
        leaving();
        forward(ruleset);
        into(sets);
    }

    /// Packets of a family without rules pass.
    private void others(Ruleset.Families families) {
        if (families == Ruleset.Families.BOTH) return;
        boolean six = families == Ruleset.Families.FOUR;
        for (var chain : chains()) {
            if (!chain.type().isEmpty()) {
                rules.add(Rule.in(chain.name()).onlyFamily(six).accept());
            }
        }
    }

    /// With `route_localnet` on its device, what comes from a container could be for the host's own
    /// loopback. Answers to the host do not look like that here: they are translated back later.
    private void guard() {
        rules.add(Rule.in(GUARD).among(OURS, FROM_DEVICE).destination(LOOPBACK).drop());
    }

    private void leaving() {
        // The host's own loopback as source would not be answered.
        rules.add(Rule.in(POSTROUTING).among(OUTWARD, TO_DEVICE).source(LOOPBACK).masquerade());
        for (var six : FAMILIES) {
            rules.add(Rule.in(POSTROUTING).judgedBy(leaving(six), SOURCE));
        }
    }

    private void forward(Ruleset ruleset) {
        rules.add(Rule.in(FORWARD).judgedBy(INSIDE, FROM_DEVICE, TO_DEVICE));
        rules.add(Rule.in(FORWARD).among(INTERNAL, FROM_DEVICE).drop());
        rules.add(Rule.in(FORWARD).among(INTERNAL, TO_DEVICE).drop());
        rules.add(Rule.in(FORWARD).ofKnownConnection().accept());
        for (var six : FAMILIES) {
            rules.add(Rule.in(FORWARD).onlyFamily(six).judgedBy(into(six), TO_DEVICE));
        }
        if (!ruleset.routerOnlyForUs()) return;
        rules.add(Rule.in(FORWARD).among(OURS, FROM_DEVICE).accept());
        rules.add(Rule.in(FORWARD).among(OURS, TO_DEVICE).accept());
        rules.add(Rule.in(FORWARD).drop());
    }

    /// What comes to containers from others.
    private void into(List<NamedSet> sets) {
        rules.add(Rule.in(APART).ofKnownConnection().accept());
        rules.add(Rule.in(APART).drop());
        rules.add(Rule.in(INTO_PUBLISHED).ofPublishedPort().accept());
        for (var six : FAMILIES) open(INTO_PUBLISHED, six);
        rules.add(Rule.in(INTO_PUBLISHED).drop());
        rules.add(Rule.in(INTO_UNPROTECTED).ofPublishedPort().accept());
        // Other networks are kept out where strangers are let in.
        rules.add(Rule.in(INTO_UNPROTECTED).among(OURS, FROM_DEVICE).drop());
        for (var six : FAMILIES) {
            sets.add(PortElements.open(six));
            open(INTO_ROUTED, six);
            rules.add(Rule.in(INTO_ROUTED).ofControl(six).accept());
        }
        rules.add(Rule.in(INTO_ROUTED).drop());
        rules.add(Rule.in(INTO_NOTHING).drop());
    }

    private void open(String chain, boolean six) {
        rules.add(
                Rule.in(chain)
                        .among(
                                PortElements.open(six),
                                DESTINATION,
                                PacketPart.PROTOCOL,
                                PacketPart.PORT)
                        .accept());
    }
}
