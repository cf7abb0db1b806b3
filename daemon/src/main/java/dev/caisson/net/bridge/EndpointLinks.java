package dev.caisson.net.bridge;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.EndpointDraft;
import dev.caisson.net.model.Network;
import dev.caisson.net.netlink.LinkAddress;
import dev.caisson.net.netlink.LinkPair;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.net.netlink.RouteSocket;
import dev.caisson.net.netlink.UponLink;
import dev.caisson.sys.Errno;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.ArrayList;
import java.util.Map;

/// Connects and disconnects the namespace of a container.
public final class EndpointLinks {
    private static final Map<String, Integer> MACVLAN_MODES =
            Map.of("private", 1, "vepa", 2, "bridge", 4, "passthru", 8);
    private static final Map<String, Integer> IPVLAN_MODES = Map.of("l2", 0, "l3", 1, "l3s", 2);
    private static final Map<String, Integer> IPVLAN_FLAGS =
            Map.of("bridge", 0, "private", 1, "vepa", 2);
    private static final int LINK_LOCAL_FOUR = 16;
    private static final int LINK_LOCAL_SIX = 64;

    private final Syscalls syscalls;
    private final RouteSocket host;
    private final Bridges bridges;
    private final Parents parents;

    public EndpointLinks(Syscalls syscalls, RouteSocket host, Bridges bridges, Parents parents) {
        this.syscalls = syscalls;
        this.host = host;
        this.bridges = bridges;
        this.parents = parents;
    }

    /// Makes the device of an end, with its addresses, up.
    ///
    /// @throws Internal `NETWORK_FAILED`
    public void connect(
            Network network, Endpoint endpoint, EndpointDraft draft, NetworkNamespace inside) {
        try {
            makeDevice(network, endpoint, inside);
            int index = inside.routes().require(endpoint.devices().inside()).index();
            configure(network, endpoint, draft, inside, index);
        } catch (SyscallException failure) {
            throw failed(network, failure);
        }
    }

    /// Connects an end whose devices are there already. Only for bridges.
    ///
    /// @throws Internal `NETWORK_FAILED`
    public void connect(
            Network network,
            Endpoint endpoint,
            EndpointDraft draft,
            NetworkNamespace inside,
            ReadyPair ready) {
        try {
            var pair = pair(network, endpoint);
            inside.routes().prepare(ready.inside(), pair);
            host.connect(ready.outside(), pair);
            configure(network, endpoint, draft, inside, ready.inside());
        } catch (SyscallException failure) {
            throw failed(network, failure);
        }
    }

    private static void configure(
            Network network,
            Endpoint endpoint,
            EndpointDraft draft,
            NetworkNamespace inside,
            int index) {
        var device = endpoint.devices().inside();
        var linkLocal = draft.linkLocal().stream().flatMap(each -> Addresses.parse(each).stream());
        var more = linkLocal.toList();
        boolean six = endpoint.addresses().six() != null;
        if (six || more.stream().anyMatch(Addresses::isSix)) {
            inside.setSysctl("net/ipv6/conf/" + device + "/disable_ipv6", "0");
        }
        for (var setting : EndpointOptions.settings(draft)) {
            set(network, setting, device, inside);
        }
        var addresses = new ArrayList<LinkAddress>();
        for (boolean family : new boolean[] {false, true}) {
            var assigned = endpoint.addresses().of(family);
            if (assigned == null) continue;
            addresses.add(new LinkAddress(index, assigned.address(), assigned.prefix()));
        }
        for (var each : more) {
            int prefix = Addresses.isSix(each) ? LINK_LOCAL_SIX : LINK_LOCAL_FOUR;
            addresses.add(new LinkAddress(index, each, prefix));
        }
        inside.routes().configure(index, addresses);
    }

    private static void set(
            Network network,
            EndpointOptions.Setting setting,
            String device,
            NetworkNamespace inside) {
        try {
            inside.setSysctl(setting.file(device), setting.value());
        } catch (SyscallException failure) {
            throw new Internal(
                    failure,
                    FaultCode.ENDPOINT_OPTION_FAILED,
                    setting.file(device),
                    network.name(),
                    String.valueOf(failure.getMessage()));
        }
    }

    private void makeDevice(Network network, Endpoint endpoint, NetworkNamespace inside) {
        var devices = endpoint.devices();
        var mac = endpoint.addresses().mac();
        switch (network.driver()) {
            case BRIDGE -> host.addPair(pair(network, endpoint), inside.fd());
            case MACVLAN, IPVLAN -> {
                boolean macvlan = network.driver() == Driver.MACVLAN;
                var flag = network.option("ipvlan_flag", "bridge");
                host.addUpon(
                        new UponLink(
                                network.driver().word(),
                                parents.ensure(network),
                                devices.inside(),
                                mode(network),
                                IPVLAN_FLAGS.getOrDefault(flag, 0),
                                Bridges.mtu(network),
                                macvlan ? mac : ""),
                        inside.fd());
            }
            case HOST, NULL -> throw new IllegalArgumentException(network.name());
        }
    }

    private LinkPair pair(Network network, Endpoint endpoint) {
        var devices = endpoint.devices();
        return new LinkPair(
                devices.outside(),
                devices.inside(),
                bridges.ensure(network),
                Bridges.mtu(network),
                endpoint.addresses().mac(),
                Bridges.isFiltered(),
                !network.option("com.docker.network.bridge.enable_icc", true));
    }

    private static int mode(Network network) {
        boolean macvlan = network.driver() == Driver.MACVLAN;
        var word =
                network.option(macvlan ? "macvlan_mode" : "ipvlan_mode", macvlan ? "bridge" : "l2");
        var number = (macvlan ? MACVLAN_MODES : IPVLAN_MODES).get(word);
        if (number != null) return number;
        throw new InvalidInput(
                FaultCode.NETWORK_OPTION_INVALID,
                "unknown " + network.driver().word() + " mode " + word);
    }

    /// Makes the default route of a family go through an end.
    ///
    /// @return false when this end leads nowhere
    public boolean makeDefault(
            Network network, Endpoint endpoint, boolean six, NetworkNamespace inside) {
        var assigned = endpoint.addresses().of(six);
        if (assigned == null || network.reach().internal()) return false;
        boolean upon = network.driver() == Driver.MACVLAN || network.driver() == Driver.IPVLAN;
        if (upon && Parents.isAlone(network)) return false;
        boolean neighbours = network.driver() == Driver.IPVLAN && mode(network) != 0;
        var gateway = assigned.gateway();
        if (gateway == null && !neighbours) return false;
        try {
            int index = inside.routes().require(endpoint.devices().inside()).index();
            boolean _ = inside.routes().deleteDefaultRoute(six);
            if (neighbours) inside.routes().addDefaultOnLink(index, six);
            else inside.routes().addRoute(null, 0, gateway, index);
            return true;
        } catch (SyscallException failure) {
            throw failed(network, failure);
        }
    }

    /// Whether the bridge of a network was made since the last call: ends that were in it before
    /// have to be put back.
    public boolean isMade(Network network) {
        return network.driver() == Driver.BRIDGE && bridges.takeMade(network);
    }

    /// Whether the cable of an end is there; for those without one, always.
    public boolean isThere(Endpoint endpoint) {
        var outside = endpoint.devices().outside();
        return outside.isEmpty() || host.link(outside).isPresent();
    }

    /// Puts the device of an end back into a bridge that was made anew. Idempotent.
    public void repair(Network network, Endpoint endpoint) {
        if (network.driver() != Driver.BRIDGE) return;
        var pair = pair(network, endpoint);
        var outside = host.link(pair.name());
        if (outside.isEmpty() || outside.get().master() == pair.bridge()) return;
        try {
            host.connect(outside.get().index(), pair);
        } catch (SyscallException failure) {
            throw failed(network, failure);
        }
    }

    /// Removes the device of an end inside. Idempotent.
    public void disconnect(Network network, Endpoint endpoint, NetworkNamespace inside) {
        try {
            boolean _ = inside.routes().deleteLink(endpoint.devices().inside());
        } catch (SyscallException failure) {
            throw failed(network, failure);
        }
    }

    /// Removes the device of an end outside, when the namespace is gone or going. Idempotent.
    ///
    /// The kernel answers only when every processor has forgotten the device, which takes longer
    /// than a start; so it is asked by a socket of its own, that nobody else waits for.
    public void sweep(Endpoint endpoint) {
        var outside = endpoint.devices().outside();
        if (outside.isEmpty()) return;
        try (var own = RouteSocket.open(syscalls)) {
            boolean _ = own.deleteLink(outside);
        } catch (SyscallException gone) {
            if (!gone.is(Errno.ENODEV)) throw gone;
        }
    }

    private static Internal failed(Network network, SyscallException failure) {
        return new Internal(
                failure,
                FaultCode.NETWORK_FAILED,
                network.name(),
                String.valueOf(failure.getMessage()));
    }
}
