package dev.caisson.net.nft;

import dev.caisson.net.model.GatewayMode;
import java.util.ArrayList;
import java.util.List;

/// What one network adds to the rules that all have: elements of sets, and a chain for each range
/// of addresses that is translated on its way out.
final class BridgeElements {
    private final Ruleset.Bridge bridge;
    private final List<Chain> chains = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<Element> elements = new ArrayList<>();

    private BridgeElements(Ruleset.Bridge bridge) {
        this.bridge = bridge;
    }

    static Part of(Ruleset.Bridge bridge) {
        var compiled = new BridgeElements(bridge);
        compiled.devices();
        if (!bridge.internal()) {
            for (int i = 0; i < bridge.ranges().size(); i++) compiled.leaving(i);
            compiled.into(false);
            compiled.into(true);
        }
        return new Part(compiled.chains, List.of(), compiled.rules, compiled.elements);
    }

    private void devices() {
        var device = bridge.device();
        elements.add(Element.in(RulesetCompiler.OURS).device(device));
        var side = bridge.internal() ? RulesetCompiler.INTERNAL : RulesetCompiler.OUTWARD;
        elements.add(Element.in(side).device(device));
        var inside = Element.in(RulesetCompiler.INSIDE).device(device).device(device);
        elements.add(
                bridge.betweenContainers()
                        ? inside.accept()
                        : inside.goOnIn(RulesetCompiler.APART));
    }

    private void leaving(int place) {
        var range = bridge.ranges().get(place);
        if (!range.gateway().translates()) return;
        var subnet = range.subnet();
        var chain = "leaving-" + bridge.device() + "-" + place;
        chains.add(Chain.jumpedTo(chain));
        elements.add(
                Element.in(RulesetCompiler.leaving(subnet.isSix())).within(subnet).goOnIn(chain));
        if (range.masquerade()) {
            var leaving = Rule.in(chain).notTo(bridge.device());
            var source = range.source();
            rules.add(source == null ? leaving.masquerade() : leaving.sourceTo(source));
        }
        // A container that uses a published port of its own network: the answer has to come back
        // this way.
        rules.add(
                Rule.in(chain)
                        .to(bridge.device())
                        .destination(subnet)
                        .ofPublishedPort()
                        .masquerade());
    }

    private void into(boolean six) {
        var ranges = bridge.ranges().stream().filter(range -> range.subnet().isSix() == six);
        var gateway = ranges.map(Ruleset.Range::gateway).findFirst();
        if (gateway.isPresent()) {
            into(six, chain(gateway.get()));
        } else if (bridge.isUniform()) {
            // It has no addresses of this family: nothing to reach by them.
            var others = bridge.ranges().getFirst().gateway();
            boolean routed = others == GatewayMode.ROUTED;
            into(six, routed ? RulesetCompiler.INTO_NOTHING : chain(others));
        }
    }

    private void into(boolean six, String chain) {
        elements.add(Element.in(RulesetCompiler.into(six)).device(bridge.device()).goOnIn(chain));
    }

    private static String chain(GatewayMode gateway) {
        return switch (gateway) {
            case NAT, ISOLATED -> RulesetCompiler.INTO_PUBLISHED;
            case NAT_UNPROTECTED -> RulesetCompiler.INTO_UNPROTECTED;
            case ROUTED -> RulesetCompiler.INTO_ROUTED;
        };
    }
}
