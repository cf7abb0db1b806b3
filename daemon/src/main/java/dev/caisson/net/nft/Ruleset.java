package dev.caisson.net.nft;

import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Subnet;
import java.net.InetAddress;
import java.util.List;

/// What shall hold for packets.
///
/// @param routerOnlyForUs whether packets between devices that are not ours are dropped, because
///     the host is a router only since the engine made it one
public record Ruleset(List<Bridge> bridges, List<Port> ports, boolean routerOnlyForUs) {
    public static final Ruleset NOTHING = new Ruleset(List.of(), List.of(), false);

    public Ruleset {
        bridges = List.copyOf(bridges);
        ports = List.copyOf(ports);
    }

    /// @param internal nothing passes between it and others
    /// @param betweenContainers whether containers in it reach each other
    /// @param masquerade whether packets that leave it get the address of the host
    /// @param open whether others reach its containers without a published port
    public record Bridge(
            String device,
            List<Subnet> subnets,
            boolean internal,
            boolean betweenContainers,
            boolean masquerade,
            boolean open) {
        public Bridge {
            subnets = List.copyOf(subnets);
        }
    }

    /// A port of the host and who answers there, in turn.
    ///
    /// @param members none when the engine relays all of it
    public record Port(HostPort host, Publication.Scope scope, List<Member> members) {
        public Port {
            members = List.copyOf(members);
        }
    }

    /// @param address of a container
    public record Member(InetAddress address, int port) {}

    boolean isEmpty() {
        return bridges.isEmpty() && ports.isEmpty();
    }
}
