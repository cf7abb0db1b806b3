package dev.caisson.net.nft;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.GatewayMode;
import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Subnet;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What shall hold for packets.
///
/// @param routerOnlyForUs whether packets between devices that are not ours are dropped, because
///     the host is a router only since the engine made it one
/// @param families of the packets that rules are for
public record Ruleset(
        List<Bridge> bridges, List<Port> ports, boolean routerOnlyForUs, Families families) {
    public static final Ruleset NOTHING = new Ruleset(List.of(), List.of(), false);

    public Ruleset {
        bridges = List.copyOf(bridges);
        ports = List.copyOf(ports);
    }

    /// Rules for packets of both families.
    public Ruleset(List<Bridge> bridges, List<Port> ports, boolean routerOnlyForUs) {
        this(bridges, ports, routerOnlyForUs, Families.BOTH);
    }

    /// Of which packets there are rules.
    public enum Families {
        BOTH,
        FOUR,
        SIX
    }

    /// @param ranges of addresses in it; at most one of a family leads out
    /// @param internal nothing passes between it and others
    /// @param betweenContainers whether containers in it reach each other
    public record Bridge(
            String device, List<Range> ranges, boolean internal, boolean betweenContainers) {
        public Bridge {
            ranges = List.copyOf(ranges);
        }

        /// Whether all families pass in the same way.
        boolean isUniform() {
            return ranges.stream().map(Range::gateway).distinct().count() == 1;
        }
    }

    /// Addresses in a bridge.
    ///
    /// @param masquerade whether packets that leave get an address of the host
    /// @param source which; null for that of the device they leave by
    public record Range(
            Subnet subnet, GatewayMode gateway, boolean masquerade, @Nullable InetAddress source) {
        /// As Docker's networks are when nobody says more.
        public static Range plain(Subnet subnet) {
            return new Range(subnet, GatewayMode.NAT, true, null);
        }
    }

    /// A port of the host and who answers there, in turn; or port 0, for those who are reached at
    /// their own addresses.
    ///
    /// @param members none when the engine relays all of it
    public record Port(HostPort host, Publication.Scope scope, List<Member> members) {
        public Port {
            members = List.copyOf(members);
        }

        boolean isRouted() {
            return host.port() == 0;
        }
    }

    /// @param address of a container
    public record Member(InetAddress address, int port) {
        boolean isSix() {
            return Addresses.isSix(address);
        }
    }

    /// What holds for all stays; of networks and ports only those that another does not have.
    /// Networks are found by their devices: most are the very same, and those are not looked at.
    Ruleset without(Ruleset other) {
        var otherBridges = new HashMap<String, Bridge>();
        for (var bridge : other.bridges) otherBridges.put(bridge.device(), bridge);
        var otherPorts = new HashSet<>(other.ports);
        return new Ruleset(
                bridges.stream()
                        .filter(bridge -> !bridge.equals(otherBridges.get(bridge.device())))
                        .toList(),
                ports.stream().filter(port -> !otherPorts.contains(port)).toList(),
                routerOnlyForUs,
                families);
    }

    boolean isEmpty() {
        return bridges.isEmpty() && ports.isEmpty();
    }
}
