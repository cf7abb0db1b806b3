package dev.caisson.container.request;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How it is connected. The network mode itself is in [Isolation.NamespaceModes].
public record NetworkRequest(
        Ports ports,
        Names names,
        List<String> links,
        String macAddress,
        boolean disabled,
        Map<String, Endpoint> endpoints) {
    public NetworkRequest {
        links = List.copyOf(links);
        endpoints = Map.copyOf(endpoints);
    }

    public static NetworkRequest none() {
        return new NetworkRequest(
                new Ports(Set.of(), Map.of(), false),
                new Names(List.of(), List.of(), List.of(), List.of()),
                List.of(),
                "",
                false,
                Map.of());
    }

    /// Instead of a network's name: it was taken out of all of them, and can go anywhere.
    public static final String LEFT = "";

    /// Whether it was taken out of all networks.
    public boolean hasLeftAll() {
        return endpoints.containsKey(LEFT);
    }

    public NetworkRequest with(Map<String, Endpoint> changed) {
        return new NetworkRequest(ports, names, links, macAddress, disabled, changed);
    }

    public NetworkRequest with(Ports changed) {
        return new NetworkRequest(changed, names, links, macAddress, disabled, endpoints);
    }

    public NetworkRequest withLinks(List<String> changed) {
        return new NetworkRequest(ports, names, changed, macAddress, disabled, endpoints);
    }

    /// @param exposed such as `80/tcp`
    /// @param bindings from such a port to the host's
    public record Ports(
            Set<String> exposed, Map<String, List<PortBinding>> bindings, boolean publishAll) {
        public Ports {
            exposed = Set.copyOf(exposed);
            bindings = Map.copyOf(bindings);
        }
    }

    /// As written: empty for any address, empty for any port, or a range.
    public record PortBinding(String hostAddress, String hostPort) {}

    /// @param extraHosts `name:address`
    public record Names(
            List<String> servers,
            List<String> options,
            List<String> searchDomains,
            List<String> extraHosts) {
        public Names {
            servers = List.copyOf(servers);
            options = List.copyOf(options);
            searchDomains = List.copyOf(searchDomains);
            extraHosts = List.copyOf(extraHosts);
        }
    }

    /// What was asked of one network.
    public record Endpoint(
            @Nullable AddressRequest addresses,
            List<String> links,
            List<String> aliases,
            String macAddress,
            Map<String, String> driverOptions,
            long gatewayPriority) {
        public Endpoint {
            links = List.copyOf(links);
            aliases = List.copyOf(aliases);
            driverOptions = Map.copyOf(driverOptions);
        }
    }

    /// An end of which nothing was asked.
    public static final Endpoint PLAIN = new Endpoint(null, List.of(), List.of(), "", Map.of(), 0);

    public record AddressRequest(String ipv4, String ipv6, List<String> linkLocal) {
        public AddressRequest {
            linkLocal = List.copyOf(linkLocal);
        }
    }
}
