package dev.caisson.net.model;

import dev.caisson.value.ContainerId;
import java.util.List;
import java.util.Optional;

/// The network of a running container, as it is kept until its end.
///
/// @param owner whose it is
/// @param endpoints in the order of their devices
/// @param resolver port of the engine's resolver inside; 0 when there is none
/// @param servers whom that asks; empty for those of the host
public record Sandbox(
        Owner owner,
        List<Endpoint> endpoints,
        List<PublishedPort> ports,
        int resolver,
        List<String> servers) {
    public Sandbox {
        servers = List.copyOf(servers);
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    /// @param name of the container
    public record Owner(String container, String name) {
        public ContainerId id() {
            return new ContainerId(container);
        }
    }

    public Optional<Endpoint> in(String networkId) {
        return endpoints.stream().filter(end -> end.networkId().equals(networkId)).findFirst();
    }

    public Sandbox with(List<Endpoint> changed) {
        return new Sandbox(owner, changed, ports, resolver, servers);
    }

    public Sandbox withPorts(List<PublishedPort> changed) {
        return new Sandbox(owner, endpoints, changed, resolver, servers);
    }

    public Sandbox withResolver(int port) {
        return new Sandbox(owner, endpoints, ports, port, servers);
    }
}
