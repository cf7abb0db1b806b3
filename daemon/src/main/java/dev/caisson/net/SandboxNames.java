package dev.caisson.net;

import dev.caisson.net.dns.Names;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.Pool;
import dev.caisson.net.model.Sandbox;
import dev.caisson.value.ContainerId;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names of containers, as those that share a network with them may know them.
final class SandboxNames implements Names {
    private static final String HOST = "host.docker.internal";

    private final Catalogue catalogue;
    private final Sandboxes sandboxes;

    SandboxNames(Catalogue catalogue, Sandboxes sandboxes) {
        this.catalogue = catalogue;
        this.sandboxes = sandboxes;
    }

    @Override
    public Optional<List<InetAddress>> addresses(String container, String name) {
        var asker = sandboxes.find(new ContainerId(container));
        if (asker.isEmpty()) return Optional.empty();
        var found = new LinkedHashSet<InetAddress>();
        boolean known = false;
        for (var own : asker.get().endpoints()) {
            var network =
                    catalogue.byId(own.networkId()).filter(each -> !each.identity().builtIn());
            if (network.isEmpty()) continue;
            var wanted = wanted(own, network.get(), name);
            for (var other : sandboxes.all()) {
                var endpoint = other.in(own.networkId());
                if (endpoint.isEmpty() || !has(endpoint.get(), other, wanted)) continue;
                known = true;
                add(endpoint.get().addresses().four(), found);
                add(endpoint.get().addresses().six(), found);
            }
        }
        if (!known && name.equals(HOST)) known = addHost(asker.get(), found);
        return known ? Optional.of(List.copyOf(found)) : Optional.empty();
    }

    /// The host, as a container sees it: the gateway of the first network that leads out.
    ///
    /// @return false when it does not see it
    private boolean addHost(Sandbox asker, Set<InetAddress> found) {
        for (var own : asker.endpoints()) {
            var network = catalogue.byId(own.networkId());
            if (network.isEmpty() || network.get().driver() != Driver.BRIDGE) continue;
            for (boolean six : new boolean[] {false, true}) {
                boolean leadsOut = !network.get().reach().internal();
                if (own.addresses().of(six) == null || !leadsOut) continue;
                network.get().pool(six).map(Pool::gateway).ifPresent(found::add);
            }
            if (!found.isEmpty()) return true;
        }
        return false;
    }

    /// The name, without the network's behind it, and what a link calls so.
    private static Set<String> wanted(Endpoint own, Network network, String name) {
        var wanted = new LinkedHashSet<String>();
        wanted.add(name);
        var suffix = "." + network.name().toLowerCase(Locale.ROOT);
        if (name.endsWith(suffix)) wanted.add(name.substring(0, name.length() - suffix.length()));
        own.links()
                .forEach(
                        (called, other) -> {
                            if (called.equalsIgnoreCase(name)) {
                                wanted.add(other.toLowerCase(Locale.ROOT));
                            }
                        });
        return wanted;
    }

    private static boolean has(Endpoint endpoint, Sandbox owner, Set<String> wanted) {
        return wanted.contains(owner.owner().container())
                || endpoint.names().stream()
                        .anyMatch(name -> wanted.contains(name.toLowerCase(Locale.ROOT)));
    }

    private static void add(Endpoint.@Nullable Assigned assigned, Set<InetAddress> found) {
        if (assigned != null) found.add(assigned.address());
    }

    @Override
    public Optional<String> nameOf(String container, InetAddress address) {
        var asker = sandboxes.find(new ContainerId(container));
        if (asker.isEmpty()) return Optional.empty();
        for (var own : asker.get().endpoints()) {
            for (var other : sandboxes.all()) {
                var endpoint = other.in(own.networkId());
                if (endpoint.isPresent() && holds(endpoint.get(), address)) {
                    return Optional.of(other.owner().name() + "." + own.networkName());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Endpoint endpoint, InetAddress address) {
        var four = endpoint.addresses().four();
        var six = endpoint.addresses().six();
        return four != null && four.address().equals(address)
                || six != null && six.address().equals(address);
    }

    @Override
    public List<InetAddress> servers(String container) {
        var asker = sandboxes.find(new ContainerId(container));
        if (asker.isEmpty() || !leadsOut(asker.get())) return List.of();
        var chosen = new ArrayList<InetAddress>();
        for (var written : asker.get().servers()) Addresses.parse(written).ifPresent(chosen::add);
        return chosen.isEmpty() ? HostResolvers.read().servers() : chosen;
    }

    private boolean leadsOut(Sandbox sandbox) {
        return sandbox.endpoints().stream()
                .flatMap(endpoint -> catalogue.byId(endpoint.networkId()).stream())
                .anyMatch(network -> !network.reach().internal());
    }
}
