package dev.caisson.net.netlink;

import dev.caisson.sys.Errno;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Links, addresses and routes of one network namespace.
///
/// Failures are [SyscallException]s whose call is the line one would give to `ip`.
public final class RouteSocket implements AutoCloseable {
    private final NetlinkSocket socket;

    private RouteSocket(NetlinkSocket socket) {
        this.socket = socket;
    }

    /// Opens one in the network namespace of the calling thread.
    public static RouteSocket open(Syscalls syscalls) {
        return new RouteSocket(NetlinkSocket.open(syscalls, Socket.NETLINK_ROUTE));
    }

    // ---- links

    /// @param alias text kept with it, which says whose it is
    /// @param mtu 0 for the kernel's
    /// @param mac empty for a random one
    /// @return its index
    public int addBridge(String name, String alias, int mtu, String mac) {
        socket.call(RouteMessages.addBridge(name, mtu, mac), RouteMessages.setAlias(name, alias));
        return require(name).index();
    }

    /// @param namespace descriptor of the namespace of the other end
    public void addPair(LinkPair pair, int namespace) {
        var requests = new ArrayList<NetlinkRequest>();
        requests.add(RouteMessages.addPair(pair, namespace));
        if (pair.hairpin() || pair.isolated()) {
            requests.add(RouteMessages.setPort(pair.name(), pair.hairpin(), pair.isolated()));
        }
        socket.call(requests);
    }

    /// Connects the end of a pair that was made without a bridge.
    ///
    /// @param index of the end here
    public void connect(int index, LinkPair pair) {
        var requests = new ArrayList<NetlinkRequest>();
        requests.add(RouteMessages.connect(index, pair));
        if (pair.hairpin() || pair.isolated()) {
            requests.add(RouteMessages.setPort(pair.name(), pair.hairpin(), pair.isolated()));
        }
        socket.call(requests);
    }

    /// Names the other end of a pair, which is here, as it shall be.
    ///
    /// @param index of the end here
    public void prepare(int index, LinkPair pair) {
        socket.call(RouteMessages.prepare(index, pair));
    }

    /// A device upon another one, in another namespace.
    public void addUpon(UponLink upon, int namespace) {
        socket.call(RouteMessages.addUpon(upon, namespace));
    }

    /// A device that leads nowhere, up.
    ///
    /// @return its index
    public int addAlone(String name, String alias) {
        socket.call(RouteMessages.addAlone(name), RouteMessages.setAlias(name, alias));
        return require(name).index();
    }

    /// A part of a device by the number of a VLAN, up.
    ///
    /// @return its index
    public int addVlan(String name, int parent, int number, String alias) {
        socket.call(
                RouteMessages.addVlan(name, parent, number), RouteMessages.setAlias(name, alias));
        return require(name).index();
    }

    /// @return false when it was gone
    public boolean deleteLink(String name) {
        var found = link(name);
        if (found.isEmpty()) return false;
        try {
            socket.call(RouteMessages.deleteLink(found.get().index()));
            return true;
        } catch (SyscallException gone) {
            if (gone.is(Errno.ENODEV)) return false;
            throw gone;
        }
    }

    public Optional<Link> link(String name) {
        try {
            return socket.call(RouteMessages.getLink(name)).stream().map(Link::parse).findFirst();
        } catch (SyscallException missing) {
            if (missing.is(Errno.ENODEV)) return Optional.empty();
            throw missing;
        }
    }

    /// @throws SyscallException `ENODEV`
    public Link require(String name) {
        return link(name)
                .orElseThrow(() -> new SyscallException(Errno.ENODEV, "link show " + name));
    }

    public List<Link> links() {
        return socket.call(RouteMessages.getLinks()).stream().map(Link::parse).toList();
    }

    public void setUp(int link, boolean up) {
        socket.call(RouteMessages.setUp(link, up));
    }

    public void rename(int link, String name) {
        socket.call(RouteMessages.setName(link, name));
    }

    public void setMac(int link, String mac) {
        socket.call(RouteMessages.setMac(link, mac));
    }

    public void setMtu(int link, int mtu) {
        socket.call(RouteMessages.setMtu(link, mtu));
    }

    /// @param bridge index of a bridge; 0 for none
    public void setMaster(int link, int bridge) {
        socket.call(RouteMessages.setMaster(link, bridge));
    }

    // ---- addresses and routes

    public void addAddress(int link, InetAddress address, int prefix) {
        socket.call(RouteMessages.addAddress(link, address, prefix));
    }

    public void deleteAddress(int link, InetAddress address, int prefix) {
        socket.call(RouteMessages.deleteAddress(link, address, prefix));
    }

    public List<LinkAddress> addresses() {
        return socket.call(RouteMessages.getAddresses()).stream()
                .flatMap(reply -> LinkAddress.parse(reply).stream())
                .toList();
    }

    /// Gives a device its addresses and brings it up, in one exchange.
    public void configure(int link, List<LinkAddress> addresses) {
        var requests = new ArrayList<NetlinkRequest>();
        for (var each : addresses) {
            requests.add(RouteMessages.addAddress(link, each.address(), each.prefix()));
        }
        requests.add(RouteMessages.setUp(link, true));
        socket.call(requests);
    }

    /// @param destination null for the default route of the gateway's family
    /// @param gateway null when the destination is on the link; one of both is given
    public void addRoute(
            @Nullable InetAddress destination,
            int prefix,
            @Nullable InetAddress gateway,
            int link) {
        var known = gateway == null ? destination : gateway;
        int family = known == null ? RouteMessages.AF_INET : RouteMessages.family(known);
        socket.call(RouteMessages.addRoute(destination, prefix, gateway, link, family));
    }

    /// A default route without a gateway: everything is a neighbour.
    public void addDefaultOnLink(int link, boolean six) {
        int family = six ? RouteMessages.AF_INET6 : RouteMessages.AF_INET;
        socket.call(RouteMessages.addRoute(null, 0, null, link, family));
    }

    /// @param six whether that of IPv6
    /// @return false when there was none
    public boolean deleteDefaultRoute(boolean six) {
        try {
            int family = six ? RouteMessages.AF_INET6 : RouteMessages.AF_INET;
            socket.call(RouteMessages.deleteDefaultRoute(family));
            return true;
        } catch (SyscallException missing) {
            if (missing.is(Errno.ESRCH)) return false;
            throw missing;
        }
    }

    /// Those of the main table, of both families.
    public List<Route> routes() {
        var routes = new ArrayList<Route>();
        for (int family : List.of(RouteMessages.AF_INET, RouteMessages.AF_INET6)) {
            for (var reply : routes(family)) {
                Route.parse(reply).ifPresent(routes::add);
            }
        }
        return routes;
    }

    private List<NetlinkReply> routes(int family) {
        try {
            return socket.call(RouteMessages.getRoutes(family));
        } catch (SyscallException noTable) {
            // The table of a family is made with its first route.
            if (noTable.is(Errno.ENOENT)) return List.of();
            throw noTable;
        }
    }

    /// Idempotent.
    @Override
    public void close() {
        socket.close();
    }
}
