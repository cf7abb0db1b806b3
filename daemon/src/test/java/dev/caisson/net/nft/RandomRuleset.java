package dev.caisson.net.nft;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.GatewayMode;
import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Protocol;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Subnet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Networks and ports that come, go and change without rhyme or reason.
final class RandomRuleset {
    private static final int MOST_NETWORKS = 8;
    private static final int MOST_PORTS = 12;

    private final Random random;

    private RandomRuleset(Random random) {
        this.random = random;
    }

    /// With a few changes.
    static Ruleset changed(Ruleset before, Random random) {
        var source = new RandomRuleset(random);
        var bridges = new ArrayList<>(before.bridges());
        var ports = new ArrayList<>(before.ports());
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            if (random.nextBoolean()) source.change(bridges);
            else source.changePorts(ports);
        }
        boolean ours = before.routerOnlyForUs() ^ random.nextInt(8) == 0;
        return new Ruleset(bridges, ports, ours);
    }

    private void change(List<Ruleset.Bridge> bridges) {
        int number = random.nextInt(MOST_NETWORKS);
        boolean was = bridges.removeIf(bridge -> bridge.device().equals("br-" + number));
        if (was && random.nextBoolean()) return;
        var ranges = new ArrayList<Ruleset.Range>();
        ranges.add(range("10." + number + ".0.0/16"));
        if (random.nextBoolean()) ranges.add(range("fd00:" + number + "::/64"));
        if (random.nextInt(4) == 0) ranges.add(range("192.168." + number + ".0/24"));
        bridges.add(
                new Ruleset.Bridge(
                        "br-" + number, ranges, random.nextInt(3) == 0, random.nextBoolean()));
    }

    private Ruleset.Range range(String subnet) {
        var modes = GatewayMode.values();
        var source = subnet.contains(":") || random.nextInt(4) > 0 ? null : address("192.0.2.1");
        return new Ruleset.Range(
                Subnet.parse(subnet),
                modes[random.nextInt(modes.length)],
                random.nextBoolean(),
                source);
    }

    private void changePorts(List<Ruleset.Port> ports) {
        boolean six = random.nextBoolean();
        var anywhere = six ? "::" : "0.0.0.0";
        var somewhere = six ? "fd00:9::1" : "192.0.2.1";
        int number = random.nextInt(MOST_PORTS);
        // The same port is never both at one address and at all.
        var host =
                new HostPort(
                        number % 3 == 0 ? Protocol.UDP : Protocol.TCP,
                        address(number % 2 == 0 ? anywhere : somewhere),
                        number == 0 ? 0 : 8000 + number);
        boolean was = ports.removeIf(port -> port.host().equals(host));
        if (was && random.nextBoolean()) return;
        var scope = random.nextInt(3) == 0 ? Publication.Scope.LAN : Publication.Scope.ALL;
        var members = new ArrayList<Ruleset.Member>();
        for (int count = random.nextInt(4); count > 0; count--) {
            var inside = address(six ? "fd00:1::" + (count + 1) : "10.1.0." + (count + 1));
            members.add(new Ruleset.Member(inside, 80 + random.nextInt(3)));
        }
        ports.add(new Ruleset.Port(host, scope, members));
    }

    private static InetAddress address(String text) {
        return Addresses.parse(text).orElseThrow();
    }
}
