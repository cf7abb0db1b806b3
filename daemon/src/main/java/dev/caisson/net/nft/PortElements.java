package dev.caisson.net.nft;

import dev.caisson.net.model.Publication;
import dev.caisson.net.nft.NamedSet.Field;
import java.util.ArrayList;
import java.util.List;

/// What one published port adds to the rules that all have.
final class PortElements {
    private PortElements() {}

    /// Ports at which containers of routed networks are reached at their own addresses.
    static NamedSet open(boolean six) {
        return NamedSet.of(
                six ? "open-6" : "open-4", Field.address(six), Field.PROTOCOL, Field.PORT);
    }

    static Part of(Ruleset.Port port) {
        if (port.isRouted()) return routed(port);
        var elements = new ArrayList<Element>();
        if (port.scope() == Publication.Scope.LAN) elements.add(PortSets.near(port.host()));
        var sets = PortSets.of(port.scope());
        switch (port.members().size()) {
            case 0 -> {}
            case 1 -> {
                var member = port.members().getFirst();
                elements.add(sets.single(port.host()).to(member.address(), member.port()));
            }
            default -> {
                return shared(port, sets, elements);
            }
        }
        return new Part(List.of(), List.of(), List.of(), elements);
    }

    private static Part shared(Ruleset.Port port, PortSets sets, List<Element> elements) {
        var chain = PortSets.turns(port.host());
        elements.add(sets.shared(port.host()).goOnIn(chain));
        var rules = new ArrayList<Rule>();
        // The first is taken by one of n, of the others the second by one of n - 1, and so on.
        for (int left = port.members().size(); left > 0; left--) {
            var member = port.members().get(port.members().size() - left);
            rules.add(Rule.in(chain).oneOf(left).translateTo(member.address(), member.port()));
        }
        return new Part(List.of(Chain.jumpedTo(chain)), List.of(), rules, elements);
    }

    private static Part routed(Ruleset.Port port) {
        var elements =
                port.members().stream()
                        .map(
                                member ->
                                        Element.in(open(member.isSix()))
                                                .address(member.address())
                                                .protocol(port.host().protocol().number())
                                                .port(member.port()))
                        .distinct()
                        .toList();
        return new Part(List.of(), List.of(), List.of(), elements);
    }
}
