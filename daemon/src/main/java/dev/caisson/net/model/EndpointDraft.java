package dev.caisson.net.model;

import java.util.List;
import java.util.Map;

/// An end of a container in a network, as somebody asks for it; empty texts for what was not said.
///
/// @param network a name, an id or a prefix of it
/// @param linkLocal further addresses of the device, of IPv4 in a /16, of IPv6 in a /64
/// @param hostname of the container
/// @param aliases further names of the container in that network
/// @param links other containers, by the names they have for this one
/// @param gatewayPriority the highest of a container's ends has the default route
/// @param withoutSix whether the container has IPv6 turned off: it gets no address of it
public record EndpointDraft(
        String network,
        String ipv4,
        String ipv6,
        String mac,
        List<String> linkLocal,
        String hostname,
        List<String> aliases,
        Map<String, String> links,
        Map<String, String> options,
        long gatewayPriority,
        boolean withoutSix) {
    public EndpointDraft {
        linkLocal = List.copyOf(linkLocal);
        aliases = List.copyOf(aliases);
        links = Map.copyOf(links);
        options = Map.copyOf(options);
    }
}
