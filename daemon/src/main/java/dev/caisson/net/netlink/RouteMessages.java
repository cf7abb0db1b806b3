package dev.caisson.net.netlink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The requests of `rtnetlink`, as bytes. Sources: include/uapi/linux/rtnetlink.h, if_link.h,
/// if_addr.h, veth.h, if.h.
final class RouteMessages {
    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_NEWADDR = 20;
    static final int RTM_DELADDR = 21;
    static final int RTM_GETADDR = 22;
    static final int RTM_NEWROUTE = 24;
    static final int RTM_DELROUTE = 25;
    static final int RTM_GETROUTE = 26;

    static final int IFF_UP = 1;

    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_LINK = 5;
    static final int IFLA_MASTER = 10;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_IFALIAS = 20;
    static final int IFLA_NET_NS_FD = 28;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;
    static final int VETH_INFO_PEER = 1;
    static final int IFLA_INFO_SLAVE_KIND = 4;
    static final int IFLA_INFO_SLAVE_DATA = 5;
    static final int IFLA_BRPORT_MODE = 4;
    static final int IFLA_BRPORT_ISOLATED = 33;
    static final int IFLA_MACVLAN_MODE = 1;
    static final int IFLA_IPVLAN_MODE = 1;
    static final int IFLA_IPVLAN_FLAGS = 2;
    static final int IFLA_VLAN_ID = 1;

    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int IFA_BROADCAST = 4;
    static final int IFA_F_NODAD = 2;

    static final int RTA_DST = 1;
    static final int RTA_OIF = 4;
    static final int RTA_GATEWAY = 5;
    static final int RTA_PRIORITY = 6;
    static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_BOOT = 3;
    private static final int RTN_UNICAST = 1;
    private static final int RT_SCOPE_LINK = 253;

    static final int LINK_HEADER = 16;
    static final int ADDRESS_HEADER = 8;
    static final int ROUTE_HEADER = 12;

    /// Of `rtm_table` in the header.
    static final int TABLE_PLACE = 4;

    static final int AF_UNSPEC = 0;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private static final int CREATE =
            NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_EXCL | NetlinkRequest.NLM_F_ACK;

    private RouteMessages() {}

    // ---- links

    static NetlinkRequest addBridge(String name, int mtu, String mac) {
        return NetlinkRequest.of(
                "link add " + name + " type bridge",
                RTM_NEWLINK,
                CREATE,
                link(AF_UNSPEC, 0, 0, 0),
                to -> {
                    to.text(IFLA_IFNAME, name);
                    if (mtu > 0) to.u32(IFLA_MTU, mtu);
                    if (!mac.isEmpty()) to.bytes(IFLA_ADDRESS, mac(mac));
                    to.nested(IFLA_LINKINFO, info -> info.text(IFLA_INFO_KIND, "bridge"));
                });
    }

    /// The kernel leaves a text out that comes with the making of a device.
    static NetlinkRequest setAlias(String name, String alias) {
        return NetlinkRequest.of(
                "link set " + name + " alias " + alias,
                RTM_NEWLINK,
                NetlinkRequest.NLM_F_ACK,
                link(AF_UNSPEC, 0, 0, 0),
                to -> to.text(IFLA_IFNAME, name).text(IFLA_IFALIAS, alias));
    }

    /// A pair: one end here, and where it is a port of a bridge up; the other in a namespace, down.
    static NetlinkRequest addPair(LinkPair pair, int namespace) {
        return NetlinkRequest.of(
                "link add " + pair.name() + " type veth peer " + pair.peer(),
                RTM_NEWLINK,
                CREATE,
                link(AF_UNSPEC, 0, pair.bridge() == 0 ? 0 : IFF_UP, IFF_UP),
                to -> {
                    to.text(IFLA_IFNAME, pair.name());
                    if (pair.mtu() > 0) to.u32(IFLA_MTU, pair.mtu());
                    if (pair.bridge() != 0) to.u32(IFLA_MASTER, pair.bridge());
                    to.nested(
                            IFLA_LINKINFO,
                            info ->
                                    info.text(IFLA_INFO_KIND, "veth")
                                            .nested(
                                                    IFLA_INFO_DATA,
                                                    data -> peer(data, pair, namespace)));
                });
    }

    private static void peer(AttributeWriter data, LinkPair pair, int namespace) {
        data.nested(
                VETH_INFO_PEER,
                peer -> {
                    peer.raw(link(AF_UNSPEC, 0, 0, 0));
                    peer.text(IFLA_IFNAME, pair.peer());
                    if (pair.mtu() > 0) peer.u32(IFLA_MTU, pair.mtu());
                    if (!pair.mac().isEmpty()) peer.bytes(IFLA_ADDRESS, mac(pair.mac()));
                    peer.u32(IFLA_NET_NS_FD, namespace);
                });
    }

    /// A device on top of another, made in a namespace. The parent is found in this one.
    static NetlinkRequest addUpon(UponLink upon, int namespace) {
        return NetlinkRequest.of(
                "link add " + upon.name() + " link " + upon.parent() + " type " + upon.kind(),
                RTM_NEWLINK,
                CREATE,
                link(AF_UNSPEC, 0, 0, 0),
                to -> {
                    to.text(IFLA_IFNAME, upon.name()).u32(IFLA_LINK, upon.parent());
                    to.u32(IFLA_NET_NS_FD, namespace);
                    if (upon.mtu() > 0) to.u32(IFLA_MTU, upon.mtu());
                    if (!upon.mac().isEmpty()) to.bytes(IFLA_ADDRESS, mac(upon.mac()));
                    to.nested(
                            IFLA_LINKINFO,
                            info ->
                                    info.text(IFLA_INFO_KIND, upon.kind())
                                            .nested(IFLA_INFO_DATA, data -> mode(data, upon)));
                });
    }

    private static void mode(AttributeWriter data, UponLink upon) {
        if (upon.kind().equals("macvlan")) data.u32(IFLA_MACVLAN_MODE, upon.mode());
        else data.u16(IFLA_IPVLAN_MODE, upon.mode()).u16(IFLA_IPVLAN_FLAGS, upon.flags());
    }

    /// A device that leads nowhere, up.
    static NetlinkRequest addAlone(String name) {
        return NetlinkRequest.of(
                "link add " + name + " type dummy",
                RTM_NEWLINK,
                CREATE,
                link(AF_UNSPEC, 0, IFF_UP, IFF_UP),
                to -> {
                    to.text(IFLA_IFNAME, name);
                    to.nested(IFLA_LINKINFO, info -> info.text(IFLA_INFO_KIND, "dummy"));
                });
    }

    /// A part of a device, up.
    ///
    /// @param number of the VLAN, 1 to 4094
    static NetlinkRequest addVlan(String name, int parent, int number) {
        return NetlinkRequest.of(
                "link add " + name + " link " + parent + " type vlan id " + number,
                RTM_NEWLINK,
                CREATE,
                link(AF_UNSPEC, 0, IFF_UP, IFF_UP),
                to -> {
                    to.text(IFLA_IFNAME, name).u32(IFLA_LINK, parent);
                    to.nested(
                            IFLA_LINKINFO,
                            info ->
                                    info.text(IFLA_INFO_KIND, "vlan")
                                            .nested(
                                                    IFLA_INFO_DATA,
                                                    data -> data.u16(IFLA_VLAN_ID, number)));
                });
    }

    /// Makes the end of a pair that is down a port of a bridge, up.
    static NetlinkRequest connect(int index, LinkPair pair) {
        return NetlinkRequest.of(
                "link set " + index + " name " + pair.name() + " master " + pair.bridge() + " up",
                RTM_NEWLINK,
                NetlinkRequest.NLM_F_ACK,
                link(AF_UNSPEC, index, IFF_UP, IFF_UP),
                to -> {
                    to.text(IFLA_IFNAME, pair.name());
                    if (pair.mtu() > 0) to.u32(IFLA_MTU, pair.mtu());
                    to.u32(IFLA_MASTER, pair.bridge());
                });
    }

    /// Names the other end, and gives it what it shall have before it is up.
    static NetlinkRequest prepare(int index, LinkPair pair) {
        return NetlinkRequest.of(
                "link set " + index + " name " + pair.peer(),
                RTM_NEWLINK,
                NetlinkRequest.NLM_F_ACK,
                link(AF_UNSPEC, index, 0, 0),
                to -> {
                    to.text(IFLA_IFNAME, pair.peer());
                    if (pair.mtu() > 0) to.u32(IFLA_MTU, pair.mtu());
                    if (!pair.mac().isEmpty()) to.bytes(IFLA_ADDRESS, mac(pair.mac()));
                });
    }

    static NetlinkRequest deleteLink(int index) {
        return NetlinkRequest.of(
                "link delete " + index,
                RTM_DELLINK,
                NetlinkRequest.NLM_F_ACK,
                link(AF_UNSPEC, index, 0, 0),
                _ -> {});
    }

    static NetlinkRequest getLink(String name) {
        return NetlinkRequest.of(
                "link show " + name,
                RTM_GETLINK,
                NetlinkRequest.NLM_F_ACK,
                link(AF_UNSPEC, 0, 0, 0),
                to -> to.text(IFLA_IFNAME, name));
    }

    static NetlinkRequest getLinks() {
        return NetlinkRequest.of(
                "link show",
                RTM_GETLINK,
                NetlinkRequest.NLM_F_DUMP,
                link(AF_UNSPEC, 0, 0, 0),
                _ -> {});
    }

    static NetlinkRequest setUp(int index, boolean up) {
        return NetlinkRequest.of(
                "link set " + index + (up ? " up" : " down"),
                RTM_NEWLINK,
                NetlinkRequest.NLM_F_ACK,
                link(AF_UNSPEC, index, up ? IFF_UP : 0, IFF_UP),
                _ -> {});
    }

    static NetlinkRequest setName(int index, String name) {
        return set(index, "name " + name, to -> to.text(IFLA_IFNAME, name));
    }

    static NetlinkRequest setMac(int index, String mac) {
        return set(index, "address " + mac, to -> to.bytes(IFLA_ADDRESS, mac(mac)));
    }

    static NetlinkRequest setMtu(int index, int mtu) {
        return set(index, "mtu " + mtu, to -> to.u32(IFLA_MTU, mtu));
    }

    /// @param bridge its index, or 0 for none
    static NetlinkRequest setMaster(int index, int bridge) {
        return set(index, "master " + bridge, to -> to.u32(IFLA_MASTER, bridge));
    }

    /// Changes one attribute of a link.
    private static NetlinkRequest set(int index, String what, Consumer<AttributeWriter> attribute) {
        return NetlinkRequest.of(
                "link set " + index + " " + what,
                RTM_NEWLINK,
                NetlinkRequest.NLM_F_ACK,
                link(AF_UNSPEC, index, 0, 0),
                attribute);
    }

    /// @param hairpin whether what comes in by this port of a bridge may go out by it
    /// @param isolated whether it reaches the bridge only, and ports that are not isolated
    static NetlinkRequest setPort(String name, boolean hairpin, boolean isolated) {
        return NetlinkRequest.of(
                "bridge link set dev " + name + " hairpin " + hairpin + " isolated " + isolated,
                RTM_NEWLINK,
                NetlinkRequest.NLM_F_ACK,
                link(AF_UNSPEC, 0, 0, 0),
                to ->
                        to.text(IFLA_IFNAME, name)
                                .nested(
                                        IFLA_LINKINFO,
                                        info ->
                                                info.text(IFLA_INFO_SLAVE_KIND, "bridge")
                                                        .nested(
                                                                IFLA_INFO_SLAVE_DATA,
                                                                port ->
                                                                        port(
                                                                                port, hairpin,
                                                                                isolated))));
    }

    private static void port(AttributeWriter port, boolean hairpin, boolean isolated) {
        port.u8(IFLA_BRPORT_MODE, hairpin ? 1 : 0).u8(IFLA_BRPORT_ISOLATED, isolated ? 1 : 0);
    }

    // ---- addresses

    static NetlinkRequest addAddress(int link, InetAddress address, int prefix) {
        boolean four = address instanceof Inet4Address;
        return NetlinkRequest.of(
                "address add " + address.getHostAddress() + "/" + prefix + " dev " + link,
                RTM_NEWADDR,
                CREATE,
                address(address, prefix, link, four ? 0 : IFA_F_NODAD),
                to -> {
                    to.bytes(IFA_LOCAL, address.getAddress());
                    to.bytes(IFA_ADDRESS, address.getAddress());
                    if (four && prefix < 31) to.bytes(IFA_BROADCAST, broadcast(address, prefix));
                });
    }

    static NetlinkRequest deleteAddress(int link, InetAddress address, int prefix) {
        return NetlinkRequest.of(
                "address delete " + address.getHostAddress() + "/" + prefix + " dev " + link,
                RTM_DELADDR,
                NetlinkRequest.NLM_F_ACK,
                address(address, prefix, link, 0),
                to -> to.bytes(IFA_LOCAL, address.getAddress()));
    }

    static NetlinkRequest getAddresses() {
        return NetlinkRequest.of(
                "address show",
                RTM_GETADDR,
                NetlinkRequest.NLM_F_DUMP,
                new byte[ADDRESS_HEADER],
                _ -> {});
    }

    // ---- routes

    /// @param destination null for the default route
    /// @param gateway null when it is on the link
    static NetlinkRequest addRoute(
            @Nullable InetAddress destination,
            int prefix,
            @Nullable InetAddress gateway,
            int link,
            int family) {
        return NetlinkRequest.of(
                "route add " + text(destination, prefix) + via(gateway) + " dev " + link,
                RTM_NEWROUTE,
                CREATE,
                route(family, prefix, gateway == null ? RT_SCOPE_LINK : 0),
                to -> routeAttributes(to, destination, gateway, link));
    }

    static NetlinkRequest deleteDefaultRoute(int family) {
        return NetlinkRequest.of(
                "route delete default",
                RTM_DELROUTE,
                NetlinkRequest.NLM_F_ACK,
                route(family, 0, 0),
                _ -> {});
    }

    /// All of the main table. A socket that is strict leaves out the other tables in the kernel:
    /// each address of the host is a few routes of theirs.
    static NetlinkRequest getRoutes(int family) {
        var main = new byte[ROUTE_HEADER];
        main[0] = (byte) family;
        main[TABLE_PLACE] = (byte) RT_TABLE_MAIN;
        return NetlinkRequest.of(
                "route show", RTM_GETROUTE, NetlinkRequest.NLM_F_DUMP, main, _ -> {});
    }

    private static void routeAttributes(
            AttributeWriter to,
            @Nullable InetAddress destination,
            @Nullable InetAddress gateway,
            int link) {
        if (destination != null) to.bytes(RTA_DST, destination.getAddress());
        if (gateway != null) to.bytes(RTA_GATEWAY, gateway.getAddress());
        to.u32(RTA_OIF, link);
    }

    private static String text(@Nullable InetAddress destination, int prefix) {
        return destination == null ? "default" : destination.getHostAddress() + "/" + prefix;
    }

    private static String via(@Nullable InetAddress gateway) {
        return gateway == null ? "" : " via " + gateway.getHostAddress();
    }

    // ---- structures

    /// `struct ifinfomsg`.
    private static byte[] link(int family, int index, int flags, int change) {
        return ByteBuffer.allocate(LINK_HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) family)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(index)
                .putInt(flags)
                .putInt(change)
                .array();
    }

    /// `struct ifaddrmsg`.
    private static byte[] address(InetAddress address, int prefix, int link, int flags) {
        return ByteBuffer.allocate(ADDRESS_HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) family(address))
                .put((byte) prefix)
                .put((byte) flags)
                .put((byte) 0)
                .putInt(link)
                .array();
    }

    /// `struct rtmsg`.
    private static byte[] route(int family, int prefix, int scope) {
        return ByteBuffer.allocate(ROUTE_HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) family)
                .put((byte) prefix)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) RT_TABLE_MAIN)
                .put((byte) RTPROT_BOOT)
                .put((byte) scope)
                .put((byte) RTN_UNICAST)
                .putInt(0)
                .array();
    }

    static int family(InetAddress address) {
        return address instanceof Inet4Address ? AF_INET : AF_INET6;
    }

    static byte[] broadcast(InetAddress address, int prefix) {
        int own = ByteBuffer.wrap(address.getAddress()).getInt();
        int hosts = prefix == 0 ? -1 : (1 << 32 - prefix) - 1;
        return ByteBuffer.allocate(4).putInt(own | hosts).array();
    }

    private static byte[] mac(String text) {
        return HexFormat.ofDelimiter(":").parseHex(text.toLowerCase(Locale.ROOT));
    }
}
