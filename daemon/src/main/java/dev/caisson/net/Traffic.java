package dev.caisson.net;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.net.NetworkSettings.Doing;
import dev.caisson.net.bridge.Bridges;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.GatewayMode;
import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.Pool;
import dev.caisson.net.model.PortDraft;
import dev.caisson.net.model.Protocol;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.nft.Firewall;
import dev.caisson.net.nft.FirewallWatch;
import dev.caisson.net.nft.ForeignForward;
import dev.caisson.net.nft.Ruleset;
import dev.caisson.net.ports.PortReservations;
import dev.caisson.sys.Poller;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.ContainerId;
import dev.caisson.value.Undo;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What may pass between containers, the host and others: published ports, isolation, translation.
final class Traffic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
    private static final String OPTION = "com.docker.network.bridge.";
    private static final InetAddress ANY = Addresses.parse("0.0.0.0").orElseThrow();
    private static final InetAddress ANY_SIX = Addresses.parse("::").orElseThrow();
    private static final InetAddress LOOPBACK = Addresses.parse("127.0.0.1").orElseThrow();
    private static final InetAddress LOOPBACK_SIX = Addresses.parse("::1").orElseThrow();

    private static final Publication.Scope ALL = Publication.Scope.ALL;

    private final Catalogue catalogue;
    private final Sandboxes sandboxes;
    private final Exits exits;
    private final Standbys standbys;
    private final PortDestinations destinations;
    private final PortReservations ports;
    private final Firewall firewall;
    private final @Nullable ForeignForward foreign;
    private final @Nullable FirewallWatch watch;
    private final Forwarding forwarding;
    private final Doing doing;
    private boolean closed;

    /// What the rules of a network are made of, by its id: no network ever changes. So an update
    /// looks closely at those only that are new.
    private Map<String, Ruleset.Bridge> known = Map.of();

    /// Whether the host has IPv6.
    private final boolean six;

    /// Built-in networks somebody has been in; the others have their rules from their creation on.
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    Traffic(
            Syscalls syscalls,
            Poller poller,
            NetworkSettings settings,
            Catalogue catalogue,
            Sandboxes sandboxes,
            Standbys standbys) {
        this.standbys = standbys;
        this.catalogue = catalogue;
        this.sandboxes = sandboxes;
        firewall = Firewall.open(syscalls, tableName(settings));
        doing = settings.host().doing();
        exits = new Exits(catalogue, firewall.isSupported(), doing);
        destinations = new PortDestinations(sandboxes, standbys, exits);
        ports = new PortReservations(syscalls, destinations);
        six = PortReservations.hasSix(syscalls);
        foreign =
                firewall.isSupported() ? ForeignForward.open(syscalls, tableName(settings)) : null;
        watch = foreign == null ? null : FirewallWatch.open(syscalls, firewall, foreign, poller);
        forwarding = new Forwarding(syscalls, settings.execRoot(), settings.host().forwards());
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
        var kept = standbys.ports(owner.container());
        if (kept.isPresent()) return kept.get();
        var exit = exits.exit(endpoints);
        if (exit.isEmpty()) return List.of();
        var network = catalogue.byId(exit.get().networkId()).orElseThrow();
        var wishes = new ArrayList<PortReservations.Wish>();
        var routed = new ArrayList<PublishedPort>();
        for (var draft : drafts) {
            // What cannot be relayed is led by the kernel or not at all.
            boolean six = draft.protocol() != Protocol.SCTP || exit.get().addresses().six() != null;
            var addresses = new ArrayList<InetAddress>();
            for (var address : hostAddresses(draft, network, six)) {
                boolean ofSix = Addresses.isSix(address);
                if (network.gateway(ofSix) != GatewayMode.ROUTED) addresses.add(address);
                else if (exit.get().addresses().of(ofSix) != null) routed.add(routed(draft, ofSix));
            }
            wishes.add(new PortReservations.Wish(draft, addresses));
        }
        routed.addAll(
                ports.take(owner, exit.get(), wishes, port -> exits.isRelayed(port, exit.get())));
        return routed;
    }

    private static PublishedPort routed(PortDraft draft, boolean six) {
        return PublishedPort.routed(draft.protocol(), draft.container(), six ? ANY_SIX : ANY);
    }

    /// Where a port is published: both families of the host where nobody chose, as Docker does.
    private List<InetAddress> hostAddresses(PortDraft draft, Network network, boolean sixToo) {
        if (draft.address() != null) return List.of(draft.address());
        var chosen = Addresses.parse(network.option(OPTION + "host_binding_ipv4", "0.0.0.0"));
        if (!chosen.orElse(ANY).equals(ANY)) return List.of(chosen.get());
        boolean loopback = draft.publication().scope() == Publication.Scope.LOOPBACK;
        var addresses = new ArrayList<InetAddress>();
        addresses.add(loopback ? LOOPBACK : ANY);
        if (six && sixToo) addresses.add(loopback ? LOOPBACK_SIX : ANY_SIX);
        return addresses;
    }

    /// Keeps ports for a container that need not run.
    ///
    /// @param network whose options say where
    void arm(Sandbox.Owner owner, Network network, List<PortDraft> drafts) {
        if (standbys.ports(owner.container()).isPresent()) return;
        var wishes =
                drafts.stream()
                        .map(
                                draft ->
                                        new PortReservations.Wish(
                                                draft, hostAddresses(draft, network, true)))
                        .toList();
        var nowhere =
                new Endpoint(
                        owner.container(),
                        network.id(),
                        network.name(),
                        Endpoint.Got.NOTHING,
                        new Endpoint.Devices("", ""),
                        List.of(),
                        Map.of(),
                        0);
        try (var undo = new Undo()) {
            var taken = ports.take(owner, nowhere, wishes, _ -> true);
            undo.add((Undo.Step) () -> ports.release(owner, taken));
            standbys.put(owner, taken);
            var _ = undo.commit(taken);
        }
    }

    /// Idempotent.
    void disarm(ContainerId container) {
        standbys.remove(container).ifPresent(gone -> ports.release(gone.owner(), gone.ports()));
    }

    /// Takes again what an earlier engine kept.
    void keepStandbys(Set<ContainerId> known) {
        for (var standby : standbys.all()) {
            if (!known.contains(standby.owner().id())) {
                standbys.remove(standby.owner().id());
                continue;
            }
            for (var lost : ports.keep(standby.owner(), standby.ports(), _ -> true)) {
                LOG.warn(
                        "id={} port={} of the host is held by another process, nobody starts the"
                                + " container there",
                        standby.owner().id().shortForm(),
                        lost.taken());
            }
        }
    }

    void set(OnDemand starter) {
        destinations.set(starter);
    }

    CompletionStage<Void> wake(ContainerId container) {
        return destinations.wake(container);
    }

    /// Idempotent.
    void unpublish(Sandbox.Owner owner, List<PublishedPort> published) {
        if (standbys.ports(owner.container()).isPresent()) return;
        ports.release(owner, published);
    }

    /// A container has left a network: relayed connections to it end.
    void leave(Endpoint endpoint) {
        for (boolean ofSix : new boolean[] {false, true}) {
            var at = endpoint.addresses().of(ofSix);
            if (at != null) ports.leave(at.address());
        }
    }

    /// Takes again what running containers have published.
    void keep(Sandbox sandbox) {
        var exit = exits.exit(sandbox.endpoints());
        boolean standby = standbys.ports(sandbox.owner().container()).isPresent();
        if (exit.isEmpty() || standby) return;
        var all =
                ports.keep(
                        sandbox.owner(),
                        sandbox.ports().stream().filter(port -> !port.isRouted()).toList(),
                        port -> exits.isRelayed(port, exit.get()));
        for (var lost : all) {
            LOG.warn(
                    "id={} port={} of the host is held by another process as well; its rules stay",
                    sandbox.owner().id().shortForm(),
                    lost.taken());
        }
    }

    /// Ports of a container whose clients it does not see.
    Set<PublishedPort> relayed(Sandbox sandbox) {
        var exit = exits.exit(sandbox.endpoints());
        if (exit.isEmpty()) return Set.of();
        return sandbox.ports().stream()
                .filter(port -> exits.byRules(port, exit.get()).isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    void use(Network network) {
        if (network.identity().builtIn()) used.add(network.id());
    }

    /// Makes the rules follow what is there now; nothing happens once they are left.
    ///
    /// @throws Internal `NETWORK_FAILED`
    synchronized void update() {
        if (closed) return;
        var bridges = new LinkedHashMap<String, Ruleset.Bridge>();
        boolean routed = false;
        for (var network : catalogue.all()) {
            boolean there = !network.identity().builtIn() || used.contains(network.id());
            if (network.driver() != Driver.BRIDGE || !there) continue;
            var before = known.get(network.id());
            bridges.put(network.id(), before == null ? bridge(network) : before);
            routed |= network.addressing().six();
        }
        known = bridges;
        apply(List.copyOf(bridges.values()), routed);
    }

    private void apply(List<Ruleset.Bridge> bridges, boolean routed) {
        boolean ours = !bridges.isEmpty() && forwarding.ensure(routed);
        try {
            firewall.apply(ruleset(bridges, ours && !doing.forOthers()));
            pass(bridges);
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

    private Ruleset ruleset(List<Ruleset.Bridge> bridges, boolean ours) {
        if (!doing.four() && !doing.six()) return Ruleset.NOTHING;
        if (doing.four() && doing.six()) return new Ruleset(bridges, rules(), ours);
        var only = doing.four() ? Ruleset.Families.FOUR : Ruleset.Families.SIX;
        return new Ruleset(bridges, rules(), ours, only);
    }

    /// Through chains of others.
    private void pass(List<Ruleset.Bridge> bridges) {
        if (foreign == null || !doing.four() && !doing.six()) return;
        foreign.apply(
                bridges.stream()
                        .filter(bridge -> !bridge.internal())
                        .map(Ruleset.Bridge::device)
                        .toList());
    }

    private static Ruleset.Bridge bridge(Network network) {
        return new Ruleset.Bridge(
                Bridges.device(network),
                network.addressing().pools().stream().map(pool -> range(network, pool)).toList(),
                network.reach().internal(),
                network.option(OPTION + "enable_icc", true));
    }

    private static Ruleset.Range range(Network network, Pool pool) {
        boolean six = pool.subnet().isSix();
        return new Ruleset.Range(
                pool.subnet(),
                network.gateway(six),
                network.option(OPTION + "enable_ip_masquerade", true),
                Addresses.parse(network.option("com.docker.network.host_ipv" + (six ? 6 : 4), ""))
                        .orElse(null));
    }

    private List<Ruleset.Port> rules() {
        var members = new LinkedHashMap<HostPort, List<Ruleset.Member>>();
        var scopes = new HashMap<HostPort, Publication.Scope>();
        for (var sandbox : sandboxes.all()) {
            var exit = exits.exit(sandbox.endpoints());
            if (exit.isEmpty()) continue;
            for (var port : sandbox.ports()) {
                var all = members.computeIfAbsent(port.taken(), _ -> new ArrayList<>());
                exits.byRules(port, exit.get())
                        .filter(_ -> sandboxes.takes(sandbox, port))
                        .map(address -> new Ruleset.Member(address, port.container()))
                        .ifPresent(all::add);
                scopes.put(port.taken(), port.reach());
                if (doing.direct() && !port.isRouted()) direct(port, exit.get(), members);
            }
        }
        var rules = new ArrayList<Ruleset.Port>();
        members.forEach(
                (port, those) -> {
                    those.sort(Comparator.comparing(Ruleset.Member::toString));
                    rules.add(new Ruleset.Port(port, scopes.getOrDefault(port, ALL), those));
                });
        rules.sort(Comparator.comparing(Ruleset.Port::toString));
        return rules;
    }

    /// As a routed network has it: at the container's own address.
    private static void direct(
            PublishedPort port, Endpoint exit, Map<HostPort, List<Ruleset.Member>> members) {
        boolean six = Addresses.isSix(port.host());
        var assigned = exit.addresses().of(six);
        if (assigned == null) return;
        var open = new HostPort(port.taken().protocol(), six ? ANY_SIX : ANY, 0);
        members.computeIfAbsent(open, _ -> new ArrayList<>())
                .add(new Ruleset.Member(assigned.address(), port.container()));
    }

    /// Leaves the rules to containers that go on, and nothing where none does.
    @Override
    public synchronized void close() {
        closed = true;
        ports.close();
        if (watch != null) watch.close();
        try {
            if (sandboxes.all().isEmpty()) {
                pass(List.of());
                firewall.remove();
                forwarding.restore();
            }
        } finally {
            if (foreign != null) foreign.close();
            firewall.close();
        }
    }
}
