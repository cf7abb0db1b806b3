package dev.caisson.net;

import dev.caisson.net.dns.Names;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.Sandbox;
import dev.caisson.value.ContainerId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Names of containers, as those that share a network with them may know them.
final class SandboxNames implements Names {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxNames.class);
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final Pattern SERVER = Pattern.compile("\\s*nameserver\\s+(\\S+).*");
    private static final int LARGEST = 64 << 10;

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
        return known ? Optional.of(List.copyOf(found)) : Optional.empty();
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
        return chosen.isEmpty() ? ofHost() : chosen;
    }

    private boolean leadsOut(Sandbox sandbox) {
        return sandbox.endpoints().stream()
                .flatMap(endpoint -> catalogue.byId(endpoint.networkId()).stream())
                .anyMatch(network -> !network.reach().internal());
    }

    /// Those of the host, also when they answer on its loopback: the engine asks from there.
    private static List<InetAddress> ofHost() {
        try {
            if (Files.size(RESOLV_CONF) > LARGEST) return List.of();
            var servers = new ArrayList<InetAddress>();
            for (var line : Files.readAllLines(RESOLV_CONF)) {
                var match = SERVER.matcher(line);
                if (match.matches()) Addresses.parse(match.group(1)).ifPresent(servers::add);
            }
            return servers;
        } catch (IOException unreadable) {
            LOG.debug("path={} cannot be read, asking nobody", RESOLV_CONF, unreadable);
            return List.of();
        }
    }
}
