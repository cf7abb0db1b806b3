package dev.caisson.bench;

import dev.caisson.net.model.Subnet;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.net.nft.Firewall;
import dev.caisson.net.nft.Ruleset;
import dev.caisson.sys.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What one more network costs in rules, which are replaced as a whole, beside few and many.
@Tag("bench")
class RulesetRateIT {
    private static final int ROUNDS = Integer.getInteger("caisson.bench.rounds", 50);

    @Test
    void one_network_more_and_one_less() {
        var syscalls = Syscalls.real();
        try (var host = NetworkNamespace.create(syscalls, Map.of());
                var firewall = host.inside(() -> Firewall.open(syscalls, "caisson-bench"))) {
            for (int networks : new int[] {10, 100, 1000}) {
                var measured = new Measured();
                for (int round = 0; round < ROUNDS; round++) {
                    var rules = rules(networks + round % 2);
                    measured.time(() -> firewall.apply(rules));
                }
                measured.say("rules of " + networks + " networks, a change of one");
            }
            firewall.remove();
        }
    }

    private static Ruleset rules(int networks) {
        var bridges = new ArrayList<Ruleset.Bridge>();
        for (int i = 0; i < networks; i++) {
            var subnet = Subnet.parse("10." + i / 256 + "." + i % 256 + ".0/24");
            var ranges = List.of(Ruleset.Range.plain(subnet));
            bridges.add(new Ruleset.Bridge("br-" + i, ranges, false, true));
        }
        return new Ruleset(bridges, List.of(), false);
    }
}
