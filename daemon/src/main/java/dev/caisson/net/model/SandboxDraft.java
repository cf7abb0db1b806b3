package dev.caisson.net.model;

import java.util.List;

/// The network a container that is about to start shall have.
///
/// @param endpoints at least one
/// @param ports to be published
/// @param servers whom the engine's resolver asks; empty for those of the host
public record SandboxDraft(
        Sandbox.Owner owner,
        List<EndpointDraft> endpoints,
        List<PortDraft> ports,
        List<String> servers) {
    public SandboxDraft {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
        servers = List.copyOf(servers);
    }
}
