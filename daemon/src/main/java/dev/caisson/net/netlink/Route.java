package dev.caisson.net.netlink;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A route of the main table.
///
/// @param destination null for the default route
/// @param gateway null when the destination is on the link
/// @param link index of the device; 0 when there is none or several
public record Route(
        @Nullable InetAddress destination, int prefix, @Nullable InetAddress gateway, int link) {
    static Optional<Route> parse(NetlinkReply reply) {
        var payload = reply.payload();
        if (payload.remaining() < RouteMessages.ROUTE_HEADER) return Optional.empty();
        var attributes = reply.attributes(RouteMessages.ROUTE_HEADER);
        int table = Byte.toUnsignedInt(payload.get(RouteMessages.TABLE_PLACE));
        if (table != RouteMessages.RT_TABLE_MAIN) return Optional.empty();
        return Optional.of(
                new Route(
                        attributes
                                .bytes(RouteMessages.RTA_DST)
                                .flatMap(LinkAddress::address)
                                .orElse(null),
                        Byte.toUnsignedInt(payload.get(1)),
                        attributes
                                .bytes(RouteMessages.RTA_GATEWAY)
                                .flatMap(LinkAddress::address)
                                .orElse(null),
                        attributes.u32(RouteMessages.RTA_OIF).orElse(0)));
    }
}
