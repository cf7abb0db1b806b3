package dev.caisson.net.netlink;

import java.util.HexFormat;

/// A network device, as the kernel shows it.
///
/// @param flags [RouteMessages] `IFF_*`
/// @param mac of six bytes as `02:42:ac:11:00:02`; empty when it has none
/// @param master index of the bridge it is a port of; 0 for none
/// @param kind of a made device: `bridge`, `veth`, …; empty for others
/// @param alias text kept with it, empty when there is none
public record Link(
        int index,
        String name,
        int flags,
        int mtu,
        String mac,
        int master,
        String kind,
        String alias) {
    public boolean isUp() {
        return (flags & RouteMessages.IFF_UP) != 0;
    }

    static Link parse(NetlinkReply reply) {
        var attributes = reply.attributes(RouteMessages.LINK_HEADER);
        var payload = reply.payload();
        boolean whole = payload.remaining() >= RouteMessages.LINK_HEADER;
        return new Link(
                whole ? payload.getInt(4) : 0,
                attributes.text(RouteMessages.IFLA_IFNAME),
                whole ? payload.getInt(8) : 0,
                attributes.u32(RouteMessages.IFLA_MTU).orElse(0),
                attributes.bytes(RouteMessages.IFLA_ADDRESS).map(Link::mac).orElse(""),
                attributes.u32(RouteMessages.IFLA_MASTER).orElse(0),
                attributes.nested(RouteMessages.IFLA_LINKINFO).text(RouteMessages.IFLA_INFO_KIND),
                attributes.text(RouteMessages.IFLA_IFALIAS));
    }

    private static String mac(byte[] bytes) {
        return bytes.length == 6 ? HexFormat.ofDelimiter(":").formatHex(bytes) : "";
    }
}
