package dev.caisson.container.plan;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.container.request.NetworkRequest.Endpoint;
import dev.caisson.net.model.EndpointDraft;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.model.SandboxDraft;
import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which network a container asks for, in the words of the network room.
public final class NetworkPlan {
    private static final String NONE = "none";
    private static final String DEFAULT = "default";

    private static final String SIX_OFF = "net.ipv6.conf.all.disable_ipv6";

    private NetworkPlan() {}

    /// @param defaultNetwork where containers go that ask for nothing, or `none`
    /// @param defaults where the container says nothing
    /// @return empty when it has no network of its own that anybody is connected to
    public static Optional<SandboxDraft> of(
            ContainerId id,
            ContainerName name,
            ContainerSpec spec,
            String defaultNetwork,
            NetworkDefaults defaults) {
        var network = spec.network();
        var endpoints = ends(spec, defaultNetwork);
        if (endpoints.isEmpty()) return Optional.empty();
        return Optional.of(
                new SandboxDraft(
                        new Sandbox.Owner(id.value(), name.value()),
                        endpoints,
                        PortPlan.of(
                                network.ports(), PublicationPlan.of(spec, defaults.publication())),
                        defaults.names(network.names()).servers()));
    }

    /// The ends it asks for; none when it shares the network of something else, or has none.
    public static List<EndpointDraft> ends(ContainerSpec spec, String defaultNetwork) {
        var mode = mode(spec, defaultNetwork);
        boolean shared = mode.equals("host") || mode.startsWith("container:");
        if (shared || mode.equals(NONE) || spec.network().disabled()) return List.of();
        return endpoints(spec, mode).entrySet().stream()
                .map(entry -> draft(entry.getKey(), entry.getValue(), spec))
                .toList();
    }

    /// The network mode with the default filled in.
    public static String mode(ContainerSpec spec, String defaultNetwork) {
        var mode = spec.isolation().namespaces().network();
        boolean open = mode.isEmpty() || mode.equals(DEFAULT) || mode.equals("bridge");
        return open ? defaultNetwork : mode;
    }

    /// What was asked of each network; that of the mode is always among them, and first.
    private static Map<String, Endpoint> endpoints(ContainerSpec spec, String mode) {
        var asked = spec.network().endpoints();
        var all = new LinkedHashMap<String, Endpoint>();
        var primary = asked.getOrDefault(mode, asked.get(DEFAULT));
        all.put(mode, withMac(primary == null ? NetworkRequest.PLAIN : primary, spec.network()));
        asked.forEach(
                (name, endpoint) -> {
                    if (!name.equals(DEFAULT)) all.putIfAbsent(name, endpoint);
                });
        return all;
    }

    private static Endpoint withMac(Endpoint endpoint, NetworkRequest network) {
        if (!endpoint.macAddress().isEmpty() || network.macAddress().isEmpty()) return endpoint;
        return new Endpoint(
                endpoint.addresses(),
                endpoint.links(),
                endpoint.aliases(),
                network.macAddress(),
                endpoint.driverOptions(),
                endpoint.gatewayPriority());
    }

    /// One end.
    public static EndpointDraft draft(String name, Endpoint endpoint, ContainerSpec spec) {
        var fixed = endpoint.addresses();
        var links = new LinkedHashMap<String, String>();
        for (var link : endpoint.links()) link(link, links);
        for (var link : spec.network().links()) link(link, links);
        return new EndpointDraft(
                name,
                fixed == null ? "" : fixed.ipv4(),
                fixed == null ? "" : fixed.ipv6(),
                endpoint.macAddress(),
                fixed == null ? List.of() : fixed.linkLocal(),
                spec.identity().hostname(),
                endpoint.aliases(),
                links,
                endpoint.driverOptions(),
                endpoint.gatewayPriority(),
                "1".equals(spec.isolation().sysctls().get(SIX_OFF)));
    }

    /// `container` or `container:name`.
    private static void link(String written, Map<String, String> links) {
        int colon = written.indexOf(':');
        var container = colon < 0 ? written : written.substring(0, colon);
        var name = colon < 0 ? written : written.substring(colon + 1);
        links.put(bare(name), bare(container));
    }

    private static String bare(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
