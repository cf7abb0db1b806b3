package dev.caisson.front.docker.convert;

import static java.util.Comparator.comparing;

import dev.caisson.container.request.NetworkRequest;
import dev.caisson.engine.Networks;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.NetworkDraft;
import dev.caisson.net.model.NetworkDraft.PoolDraft;
import dev.caisson.net.model.Pool;
import dev.caisson.wire.CreateNetwork;
import dev.caisson.wire.EndpointSettings;
import dev.caisson.wire.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes what is shown of networks, and reads what is asked of them.
public final class NetworkWriter {
    private NetworkWriter() {}

    /// @param members who runs in it; none in lists
    public static Network write(
            dev.caisson.net.model.Network network, List<Networks.Member> members) {
        var identity = network.identity();
        var addressing = network.addressing();
        var containers = new TreeMap<String, Network.Member>();
        for (var member : members) containers.put(member.owner().container(), member(member));
        return new Network(
                identity.name(),
                identity.id(),
                Absent.moment(identity.created()),
                "local",
                identity.driver().word(),
                addressing.four(),
                addressing.six(),
                new Network.Ipam(
                        "default",
                        identity.builtIn() ? null : addressing.ipamOptions(),
                        addressing.pools().isEmpty()
                                ? null
                                : addressing.pools().stream()
                                        // As dockerd: the command line sends them in any order.
                                        .sorted(comparing((Pool pool) -> pool.subnet().isSix()))
                                        .map(NetworkWriter::pool)
                                        .toList()),
                network.reach().internal(),
                network.reach().attachable(),
                network.reach().ingress(),
                new Network.ConfigFrom(""),
                false,
                containers,
                new TreeMap<>(network.options()),
                new TreeMap<>(network.labels()));
    }

    private static Network.Pool pool(Pool pool) {
        var range = pool.range();
        var auxiliary = new TreeMap<String, String>();
        pool.auxiliary().forEach((key, address) -> auxiliary.put(key, text(address)));
        return new Network.Pool(
                pool.subnet().toString(),
                range == null ? null : range.toString(),
                text(pool.gateway()),
                auxiliary);
    }

    private static Network.Member member(Networks.Member member) {
        var endpoint = member.endpoint();
        return new Network.Member(
                member.owner().name(),
                endpoint.id(),
                endpoint.addresses().mac(),
                assigned(endpoint.addresses().four()),
                assigned(endpoint.addresses().six()));
    }

    private static String assigned(Endpoint.@Nullable Assigned assigned) {
        return assigned == null ? "" : assigned.text();
    }

    private static @Nullable String text(@Nullable InetAddress address) {
        return address == null ? null : dev.caisson.net.model.Subnet.text(address);
    }

    public static NetworkDraft read(CreateNetwork asked) {
        var ipam = asked.ipam();
        var config = ipam == null ? null : ipam.config();
        return new NetworkDraft(
                Absent.text(asked.name()),
                Absent.text(asked.driver()),
                new dev.caisson.net.model.Network.Reach(
                        asked.internal(), asked.attachable(), asked.ingress()),
                asked.enableIpv4(),
                asked.enableIpv6(),
                new NetworkDraft.Ipam(
                        ipam == null ? "" : Absent.text(ipam.driver()),
                        ipam == null ? null : ipam.options(),
                        config == null
                                ? List.of()
                                : config.stream().map(NetworkWriter::draft).toList()),
                Absent.map(asked.options()),
                Absent.map(asked.labels()));
    }

    private static PoolDraft draft(Network.Pool pool) {
        return new PoolDraft(
                Absent.text(pool.subnet()),
                Absent.text(pool.ipRange()),
                Absent.text(pool.gateway()),
                Absent.map(pool.auxiliaryAddresses()));
    }

    /// What is asked of an end.
    public static NetworkRequest.Endpoint endpoint(@Nullable EndpointSettings asked) {
        return NetworkReader.endpoint(asked);
    }
}
