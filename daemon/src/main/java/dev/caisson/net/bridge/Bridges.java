package dev.caisson.net.bridge;

import dev.caisson.fault.Conflict;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.GatewayMode;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.Pool;
import dev.caisson.net.netlink.LinkAddress;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.net.netlink.RouteSocket;
import dev.caisson.sys.Errno;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bridge devices of networks.
public final class Bridges {
    private static final Logger LOG = LoggerFactory.getLogger(Bridges.class);
    private static final String NAME = "com.docker.network.bridge.name";
    private static final String MARK = "caisson:";
    private static final int DIGITS = 12;
    private static final Path FILTERED = Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables");

    private final Syscalls syscalls;
    private final RouteSocket host;

    /// Networks whose device was made since somebody looked.
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    public Bridges(Syscalls syscalls, RouteSocket host) {
        this.syscalls = syscalls;
        this.host = host;
    }

    /// The device's name: as asked, or `br-` with the beginning of the network's id.
    public static String device(Network network) {
        return network.option(NAME, "br-" + network.id().substring(0, DIGITS));
    }

    /// Makes the device when it is not there. One after the other: a device that is half made looks
    /// like somebody else's.
    ///
    /// @return its index
    /// @throws Conflict `NETWORK_DEVICE_FOREIGN`
    /// @throws Internal `NETWORK_FAILED`
    public synchronized int ensure(Network network) {
        var name = device(network);
        try {
            var found = host.link(name);
            if (found.isPresent()) {
                if (!found.get().alias().equals(mark(network))) {
                    throw new Conflict(FaultCode.NETWORK_DEVICE_FOREIGN, name);
                }
                if (!found.get().isUp()) host.setUp(found.get().index(), true);
                return found.get().index();
            }
            return make(network, name);
        } catch (SyscallException failure) {
            throw failed(network, failure);
        }
    }

    private int make(Network network, String name) {
        int index = host.addBridge(name, mark(network), mtu(network), mac(network));
        try {
            // IPv6 of the device follows the network, before it is up and has an address by itself.
            setting("net/ipv6/conf/" + name + "/disable_ipv6", six(network) ? "0" : "1");
            setting("net/ipv6/conf/" + name + "/accept_ra", "0");
            if (!network.reach().internal() && network.addressing().four()) {
                setting("net/ipv4/conf/" + name + "/route_localnet", "1");
            }
            host.configure(index, addresses(network, index));
            made.add(network.id());
            return index;
        } catch (RuntimeException failure) {
            boolean _ = host.deleteLink(name);
            throw failure;
        }
    }

    /// Whether the device was made since the last call, so that earlier ends are not in it.
    boolean takeMade(Network network) {
        return made.remove(network.id());
    }

    /// Follows from its address: without one of its own a bridge takes that of its ports in turn,
    /// and neighbours lose it.
    private static String mac(Network network) {
        return network.pool(false).map(Pool::gateway).map(Addresses::macOf).orElse("");
    }

    private static List<LinkAddress> addresses(Network network, int index) {
        var addresses = new ArrayList<LinkAddress>();
        for (var pool : network.addressing().pools()) {
            var gateway = pool.gateway();
            if (gateway == null || isWithout(network, pool.subnet().isSix())) continue;
            addresses.add(new LinkAddress(index, gateway, pool.subnet().prefix()));
        }
        return addresses;
    }

    /// Whether the host shall have no address in it.
    private static boolean isWithout(Network network, boolean six) {
        boolean inhibited = !six && network.option("com.docker.network.bridge.inhibit_ipv4", false);
        return inhibited || network.gateway(six) == GatewayMode.ISOLATED;
    }

    /// Removes the device when it is ours, by a socket that nobody else waits for: the kernel takes
    /// its time. Idempotent.
    public void remove(Network network) {
        var name = device(network);
        try (var own = RouteSocket.open(syscalls)) {
            var found = own.link(name);
            if (found.isEmpty() || !found.get().alias().equals(mark(network))) return;
            boolean _ = own.deleteLink(name);
        } catch (SyscallException failure) {
            throw failed(network, failure);
        }
    }

    private static Internal failed(Network network, SyscallException failure) {
        return new Internal(
                failure,
                FaultCode.NETWORK_FAILED,
                network.name(),
                String.valueOf(failure.getMessage()));
    }

    private void setting(String name, String value) {
        try {
            NetworkNamespace.writeSysctl(syscalls, name, value);
        } catch (SyscallException failure) {
            if (!failure.is(Errno.ENOENT)) throw failure;
            LOG.debug("this kernel has no setting {}, ignoring", name);
        }
    }

    /// Whether packets that stay on a bridge meet the rules of the host. A packet to a published
    /// port of its own sender is then sent back by the bridge itself, which has to allow it.
    static boolean isFiltered() {
        try {
            return Files.readString(FILTERED).strip().equals("1");
        } catch (IOException absent) {
            return false; // without the module there is no such file
        }
    }

    private static String mark(Network network) {
        return MARK + network.id();
    }

    private static boolean six(Network network) {
        return network.addressing().six();
    }

    /// Bytes of a packet in this network; 0 for the kernel's.
    public static int mtu(Network network) {
        return Integer.parseInt(network.option("com.docker.network.driver.mtu", "0"));
    }
}
