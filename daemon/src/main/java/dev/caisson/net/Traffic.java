package dev.caisson.net;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.net.bridge.Bridges;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.Pool;
import dev.caisson.net.model.PortDraft;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.nft.Firewall;
import dev.caisson.net.nft.FirewallWatch;
import dev.caisson.net.nft.Ruleset;
import dev.caisson.net.ports.PortReservations;
import dev.caisson.sys.Poller;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What may pass between containers, the host and others: published ports, isolation, translation.
final class Traffic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
    private static final String OPTION = "com.docker.network.bridge.";
    private static final InetAddress ANY = Addresses.parse("0.0.0.0").orElseThrow();

    private final Catalogue catalogue;
    private final Sandboxes sandboxes;
    private final PortReservations ports;
    private final Firewall firewall;
    private final @Nullable FirewallWatch watch;
    private final Forwarding forwarding;
    private boolean closed;

    /// Built-in networks somebody has been in; the others have their rules from their creation on.
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    Traffic(
            Syscalls syscalls,
            Poller poller,
            NetworkSettings settings,
            Catalogue catalogue,
            Sandboxes sandboxes) {
        this.catalogue = catalogue;
        this.sandboxes = sandboxes;
        ports = new PortReservations(syscalls);
        firewall = Firewall.open(syscalls, tableName(settings));
        watch = firewall.isSupported() ? FirewallWatch.open(syscalls, firewall, poller) : null;
        forwarding = new Forwarding(syscalls, settings.execRoot());
    }

    /// One for each engine on a host.
    private static String tableName(NetworkSettings settings) {
        var root = settings.dataRoot().toString();
        if (root.equals("/var/lib/caisson")) return "caisson";
        return "caisson-" + BuiltInNetworks.id("table", settings).substring(0, 8);
    }

    /// Publishes ports at the end that leads out.
    ///
    /// @return what was published
    List<PublishedPort> publish(
            Sandbox.Owner owner, List<Endpoint> endpoints, List<PortDraft> drafts) {
        if (drafts.isEmpty()) return List.of();
        var exit = exit(endpoints);
        if (exit.isEmpty()) return List.of();
        var network = catalogue.byId(exit.get().networkId()).orElseThrow();
        var host =
                Addresses.parse(network.option(OPTION + "host_binding_ipv4", "0.0.0.0"))
                        .orElse(ANY);
        return ports.take(owner, exit.get(), drafts, host);
    }

    /// The end whose address published ports lead to.
    private Optional<Endpoint> exit(List<Endpoint> endpoints) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.addresses().four() != null)
                .filter(
                        endpoint ->
                                catalogue
                                        .byId(endpoint.networkId())
                                        .filter(network -> network.driver() == Driver.BRIDGE)
                                        .filter(network -> !network.reach().internal())
                                        .isPresent())
                .findFirst();
    }

    /// Idempotent.
    void unpublish(List<PublishedPort> published) {
        published.forEach(ports::release);
    }

    /// Takes again what running containers have published.
    void keep(Sandbox sandbox) {
        for (var lost : ports.keep(sandbox)) {
            LOG.warn(
                    "id={} port={} of the host is held by another process as well; its rules stay",
                    sandbox.owner().id().shortForm(),
                    lost.port());
        }
    }

    void use(Network network) {
        if (network.identity().builtIn()) used.add(network.id());
    }

    /// Makes the rules follow what is there now; nothing happens once they are left.
    ///
    /// @throws Internal `NETWORK_FAILED`
    synchronized void update() {
        if (closed) return;
        var bridges = new ArrayList<Ruleset.Bridge>();
        boolean six = false;
        for (var network : catalogue.all()) {
            boolean there = !network.identity().builtIn() || used.contains(network.id());
            if (network.driver() != Driver.BRIDGE || !there) continue;
            bridges.add(bridge(network));
            six |= network.addressing().six();
        }
        boolean ours = !bridges.isEmpty() && forwarding.ensure(six);
        try {
            firewall.apply(new Ruleset(bridges, rules(), ours));
        } catch (SyscallException failure) {
            if (bridges.isEmpty()) {
                LOG.debug("no rules are needed, and none can be removed, ignoring", failure);
                return;
            }
            throw new Internal(
                    failure,
                    FaultCode.NETWORK_FAILED,
                    "rules",
                    String.valueOf(failure.getMessage()));
        }
    }

    private static Ruleset.Bridge bridge(Network network) {
        var mode = network.option(OPTION + "gateway_mode_ipv4", "nat");
        return new Ruleset.Bridge(
                Bridges.device(network),
                network.addressing().pools().stream().map(Pool::subnet).toList(),
                network.reach().internal(),
                network.option(OPTION + "enable_icc", true),
                network.option(OPTION + "enable_ip_masquerade", true) && mode.startsWith("nat"),
                mode.equals("nat-unprotected"));
    }

    private List<Ruleset.Port> rules() {
        var rules = new ArrayList<Ruleset.Port>();
        for (var sandbox : sandboxes.all()) {
            var exit = exit(sandbox.endpoints());
            if (exit.isEmpty()) continue;
            for (var port : sandbox.ports()) {
                var assigned = exit.get().addresses().of(Addresses.isSix(port.host()));
                if (assigned != null) rules.add(new Ruleset.Port(port, assigned.address()));
            }
        }
        rules.sort(java.util.Comparator.comparing(Ruleset.Port::toString));
        return rules;
    }

    /// Leaves the rules to containers that go on, and nothing where none does.
    @Override
    public synchronized void close() {
        closed = true;
        ports.close();
        if (watch != null) watch.close();
        try {
            if (sandboxes.all().isEmpty()) {
                firewall.remove();
                forwarding.restore();
            }
        } finally {
            firewall.close();
        }
    }
}
