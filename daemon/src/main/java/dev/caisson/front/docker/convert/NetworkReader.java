package dev.caisson.front.docker.convert;

import dev.caisson.container.request.NetworkRequest;
import dev.caisson.container.request.PortSelector;
import dev.caisson.wire.ContainerConfig;
import dev.caisson.wire.EndpointSettings;
import dev.caisson.wire.HostConfig;
import dev.caisson.wire.NetworkingConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads how a container is to be connected.
public final class NetworkReader {
    private NetworkReader() {}

    static NetworkRequest read(
            ContainerConfig config,
            HostConfig.Networking asked,
            @Nullable NetworkingConfig networks) {
        return new NetworkRequest(
                new NetworkRequest.Ports(
                        Set.copyOf(Absent.map(config.exposedPorts()).keySet()),
                        bindings(asked.portBindings()),
                        asked.publishAllPorts()),
                new NetworkRequest.Names(
                        Absent.list(asked.dns()),
                        Absent.list(asked.dnsOptions()),
                        Absent.list(asked.dnsSearch()),
                        Absent.list(asked.extraHosts())),
                Absent.list(asked.links()),
                Absent.text(config.macAddress()),
                config.networkDisabled(),
                endpoints(networks));
    }

    /// From a port of the container to those of the host.
    public static Map<String, List<NetworkRequest.PortBinding>> bindings(
            @Nullable Map<String, @Nullable List<dev.caisson.wire.PortBinding>> written) {
        var bindings = new HashMap<String, List<NetworkRequest.PortBinding>>();
        if (written == null) return bindings;
        written.forEach(
                (port, hosts) ->
                        bindings.put(
                                port,
                                hosts == null
                                        ? List.of()
                                        : hosts.stream().map(NetworkReader::binding).toList()));
        return bindings;
    }

    /// Published ports that are meant.
    public static List<PortSelector> selectors(@Nullable List<String> written) {
        return Absent.list(written).stream().map(PortSelector::parse).toList();
    }

    private static NetworkRequest.PortBinding binding(dev.caisson.wire.PortBinding asked) {
        return new NetworkRequest.PortBinding(
                Absent.text(asked.hostIp()), Absent.text(asked.hostPort()));
    }

    private static Map<String, NetworkRequest.Endpoint> endpoints(
            @Nullable NetworkingConfig networks) {
        var endpoints = new HashMap<String, NetworkRequest.Endpoint>();
        var asked = networks == null ? null : networks.endpointsConfig();
        if (asked == null) return endpoints;
        asked.forEach((name, settings) -> endpoints.put(name, endpoint(settings)));
        return endpoints;
    }

    static NetworkRequest.Endpoint endpoint(@Nullable EndpointSettings settings) {
        if (settings == null) {
            return new NetworkRequest.Endpoint(null, List.of(), List.of(), "", Map.of(), 0);
        }
        var asked = settings.asked();
        var fixed = asked.addresses();
        return new NetworkRequest.Endpoint(
                fixed == null
                        ? null
                        : new NetworkRequest.AddressRequest(
                                Absent.text(fixed.ipv4Address()),
                                Absent.text(fixed.ipv6Address()),
                                Absent.list(fixed.linkLocalIps())),
                Absent.list(asked.links()),
                Absent.list(asked.aliases()),
                Absent.text(settings.got().macAddress()),
                Absent.map(asked.driverOpts()),
                asked.gwPriority());
    }
}
