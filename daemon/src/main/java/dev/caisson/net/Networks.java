package dev.caisson.net;

import dev.caisson.event.EventBus;
import dev.caisson.event.EventType;
import dev.caisson.fault.Denied;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.net.bridge.Bridges;
import dev.caisson.net.bridge.EndpointLinks;
import dev.caisson.net.bridge.Parents;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.EndpointDraft;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.NetworkDraft;
import dev.caisson.net.model.Pool;
import dev.caisson.net.model.PortDraft;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.model.SandboxDraft;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.netlink.Route;
import dev.caisson.net.netlink.RouteSocket;
import dev.caisson.net.store.NetworkStore;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.Poller;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.ContainerId;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The entrance of the room: all networks, and the networks of all containers that run.
///
/// Calls about one container come one after the other, from its owner; calls about different ones
/// at the same time. Those about a container may block for a moment.
public final class Networks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Networks.class);

    private final NetworkSettings settings;
    private final EventBus events;
    private final InstantSource clock;
    private final RouteSocket host;
    private final Catalogue catalogue;
    private final NetworkDrafting drafting;
    private final Bridges bridges;
    private final Parents parents;
    private final Sandboxes sandboxes;
    private final Connections connections;
    private final Standbys standbys;
    private final Traffic traffic;
    private final BridgeRepair repair;

    /// Reads what is on disk. Nothing is made in the kernel yet.
    public Networks(
            Syscalls syscalls,
            Poller poller,
            NetworkSettings settings,
            EventBus events,
            InstantSource clock) {
        this.settings = settings;
        this.events = events;
        this.clock = clock;
        var store = new NetworkStore(settings.dataRoot(), settings.execRoot());
        host = RouteSocket.open(syscalls);
        catalogue = new Catalogue(store);
        drafting = new NetworkDrafting(settings.pools(), settings.options());
        bridges = new Bridges(syscalls, host);
        sandboxes = new Sandboxes(store);
        parents = new Parents(host);
        var links = new EndpointLinks(syscalls, host, bridges, parents);
        standbys = new Standbys(store);
        traffic = new Traffic(syscalls, poller, settings, catalogue, sandboxes, standbys);
        connections = new Connections(syscalls, host, catalogue, links, sandboxes, traffic, clock);
        know(store);
        repair = new BridgeRepair(syscalls, poller, catalogue, bridges, connections);
    }

    private void know(NetworkStore store) {
        var stored = store.networks();
        var users = stored.stream().filter(network -> !network.identity().builtIn()).toList();
        users.forEach(catalogue::know);
        var now = clock.instant();
        var host = before(BuiltInNetworks.HOST, stored);
        know(store, host, BuiltInNetworks.host(settings, host, now));
        var none = before(BuiltInNetworks.NONE, stored);
        know(store, none, BuiltInNetworks.none(settings, none, now));
        if (!settings.bridge().enabled()) return;
        var used = new ArrayList<Subnet>(routes(settings.bridge().device()));
        for (var network : users) {
            network.addressing().pools().forEach(pool -> used.add(pool.subnet()));
        }
        var bridge = before(BuiltInNetworks.BRIDGE, stored);
        know(store, bridge, BuiltInNetworks.bridge(settings, bridge, now, used));
    }

    /// What the store has of a network that every engine has.
    private Optional<Network> before(String name, Collection<Network> stored) {
        var id = BuiltInNetworks.id(name, settings);
        return stored.stream().filter(network -> network.id().equals(id)).findFirst();
    }

    private void know(NetworkStore store, Optional<Network> before, Network network) {
        if (before.isEmpty() || !before.get().equals(network)) store.write(network);
        catalogue.know(network);
    }

    // ---- networks

    public List<Network> all() {
        return catalogue.all();
    }

    /// By id, by name, or by the beginning of an id.
    ///
    /// @throws dev.caisson.fault.NotFound `NETWORK_NOT_FOUND`
    public Network find(String reference) {
        return catalogue.find(reference);
    }

    /// The network of a container that asks for none; `none` where the default is turned off.
    public Network ofDefault() {
        return catalogue.find(
                settings.bridge().enabled() ? BuiltInNetworks.BRIDGE : BuiltInNetworks.NONE);
    }

    /// Makes a network, and its device.
    public Network create(NetworkDraft draft) {
        return Blocking.call(() -> make(draft));
    }

    private Network make(NetworkDraft asked) {
        var draft = drafting.completed(asked);
        var driver = drafting.check(draft);
        var network =
                catalogue.create(
                        draft.name(),
                        used -> drafting.make(draft, driver, clock.instant(), used, routes("")));
        try {
            ensure(network);
        } catch (RuntimeException failure) {
            catalogue.forget(network);
            catalogue.erase(network);
            throw failure;
        }
        connections.rulesChanged();
        tell(network, "create", Map.of());
        return network;
    }

    private void ensure(Network network) {
        switch (network.driver()) {
            case BRIDGE -> {
                int _ = bridges.ensure(network);
            }
            case MACVLAN, IPVLAN -> {
                int _ = parents.ensure(network);
            }
            case HOST, NULL -> {}
        }
    }

    private void removeDevice(Network network) {
        switch (network.driver()) {
            case BRIDGE -> bridges.remove(network);
            case MACVLAN, IPVLAN -> parents.remove(network);
            case HOST, NULL -> {}
        }
    }

    /// @throws Denied `NETWORK_PREDEFINED`, `NETWORK_IN_USE`
    public void remove(Network network) {
        Blocking.run(() -> removeNow(network));
    }

    private void removeNow(Network network) {
        if (network.identity().builtIn()) {
            throw new Denied(FaultCode.NETWORK_PREDEFINED, network.name());
        }
        catalogue.forget(network);
        try {
            removeDevice(network);
        } catch (RuntimeException failure) {
            catalogue.know(network);
            throw failure;
        }
        catalogue.erase(network);
        connections.rulesChanged();
        tell(network, "destroy", Map.of());
    }

    /// Removes what nobody uses.
    ///
    /// @param wanted which may be removed
    /// @return names of those that are gone
    public List<String> prune(Predicate<Network> wanted) {
        var gone = new ArrayList<String>();
        for (var network : catalogue.all()) {
            boolean unused = catalogue.users(network).isEmpty();
            if (network.identity().builtIn() || !unused || !wanted.test(network)) continue;
            try {
                remove(network);
                gone.add(network.name());
            } catch (Denied inUseMeanwhile) {
                LOG.debug("network={} is used by now, leaving it", network.name());
            }
        }
        events.publish(EventType.NETWORK, "prune", "", Map.of("reclaimed", "0"));
        return gone;
    }

    /// Where `host-gateway` leads: the host, as containers of the default network see it.
    public List<InetAddress> hostGateways() {
        var chosen = settings.host().gateways();
        if (!chosen.isEmpty() || !settings.bridge().enabled()) return chosen;
        return ofDefault().addressing().pools().stream()
                .map(Pool::gateway)
                .filter(Objects::nonNull)
                .toList();
    }

    // ---- containers

    /// Refuses what can be refused before a container starts; networks that are not there yet may
    /// come.
    ///
    /// @throws dev.caisson.fault.InvalidInput `ENDPOINT_CONFIG_INVALID`
    public void check(List<EndpointDraft> drafts) {
        for (var draft : drafts) {
            catalogue
                    .known(draft.network())
                    .ifPresent(network -> EndpointChecks.checkOfContainer(network, draft));
        }
    }

    /// Refuses what can be refused before a container that does not run is connected.
    ///
    /// @throws dev.caisson.fault.InvalidInput `ENDPOINT_INVALID`
    public void check(Network network, EndpointDraft draft) {
        EndpointDrafting.check(network, draft);
    }

    /// Takes a container out of a network that its owner does not know of any more.
    ///
    /// @param container its name or id
    /// @throws NotFound `ENDPOINT_UNKNOWN`
    public void forget(Network network, String container) {
        for (var sandbox : sandboxes.all()) {
            var owner = sandbox.owner();
            boolean meant = owner.name().equals(container) || owner.container().equals(container);
            if (!meant || sandbox.in(network.id()).isEmpty()) continue;
            release(owner.id());
            return;
        }
        throw new NotFound(FaultCode.ENDPOINT_UNKNOWN, container);
    }

    /// The network of a running container.
    public Optional<Sandbox> sandbox(ContainerId container) {
        return sandboxes.find(container);
    }

    /// Those of all running containers.
    public List<Sandbox> sandboxes() {
        return sandboxes.all();
    }

    /// Ports of a container at which it sees the host as the client.
    public Set<PublishedPort> relayed(Sandbox sandbox) {
        return connections.relayed(sandbox);
    }

    /// Keeps ports for a container, which somebody who connects there makes run. Idempotent.
    ///
    /// @throws Fault when a port is taken
    public void arm(SandboxDraft draft) {
        var network = catalogue.find(draft.endpoints().getFirst().network());
        traffic.arm(draft.owner(), network, draft.ports());
    }

    /// No longer does. Idempotent.
    public void disarm(ContainerId container) {
        traffic.disarm(container);
    }

    /// Ports that are kept for a container; empty when none are.
    public Optional<List<PublishedPort>> standby(ContainerId container) {
        return standbys.ports(container.value());
    }

    /// How many are connected to ports that are kept for a container.
    public int connections(ContainerId container) {
        return standbys.connections(container);
    }

    /// Makes a container run that waits for connections, as who connects to it does; nothing
    /// happens to others.
    ///
    /// @return completes when it runs
    public CompletionStage<Void> wake(ContainerId container) {
        return traffic.wake(container);
    }

    /// @param starter makes containers run
    public void set(OnDemand starter) {
        traffic.set(starter);
    }

    /// Whether a container takes connections of the group it shares ports with.
    public void ready(ContainerId container, boolean ready) {
        if (!sandboxes.ready(container, ready)) return;
        boolean shares =
                sandboxes.find(container).stream()
                        .flatMap(sandbox -> sandbox.ports().stream())
                        .anyMatch(port -> !port.how().group().isEmpty());
        if (shares) Blocking.run(connections::rulesChanged);
    }

    /// Makes the network of a container that is about to start. What an earlier run left is taken
    /// back before.
    ///
    /// @param ready whether it takes connections of a group at once
    /// @throws Fault when it cannot be made; nothing is left of it then
    public OpenSandbox open(SandboxDraft draft, boolean ready) {
        release(draft.owner().id());
        boolean _ = sandboxes.ready(draft.owner().id(), ready);
        var open = connections.open(draft);
        for (var endpoint : open.sandbox().endpoints()) {
            tellEndpoint(endpoint, open.sandbox().owner(), "connect");
        }
        return open;
    }

    /// A running container has a network namespace that nothing is connected to yet.
    ///
    /// @param servers whom it will ask for names; empty for those of the host
    public void openWithoutAny(Sandbox.Owner owner, List<String> servers) {
        sandboxes.put(new Sandbox(owner, List.of(), List.of(), 0, servers));
    }

    /// Takes back everything a container had of the network. Idempotent.
    public void release(ContainerId container) {
        var sandbox = sandboxes.find(container);
        if (sandbox.isEmpty()) return;
        connections.release(sandbox.get());
        for (var endpoint : sandbox.get().endpoints()) {
            tellEndpoint(endpoint, sandbox.get().owner(), "disconnect");
        }
    }

    /// Publishes more ports of a running container and takes others back.
    ///
    /// @param remove some of those that are published
    /// @throws Fault when a port is taken; nothing has changed then
    public void republish(ContainerId container, List<PortDraft> add, List<PublishedPort> remove) {
        connections.republish(connections.require(container), add, remove);
    }

    /// Connects a running container to one more network.
    ///
    /// @param pid of its first process
    public Endpoint connect(ContainerId container, int pid, EndpointDraft draft) {
        var sandbox = connections.require(container);
        var endpoint = connections.connect(sandbox, pid, draft);
        tellEndpoint(endpoint, sandbox.owner(), "connect");
        return endpoint;
    }

    /// Disconnects a running container. Idempotent.
    public void disconnect(ContainerId container, int pid, Network network) {
        var sandbox = connections.require(container);
        var endpoint = sandbox.in(network.id());
        if (endpoint.isEmpty()) return;
        connections.disconnect(sandbox, pid, network, endpoint.get());
        tellEndpoint(endpoint.get(), sandbox.owner(), "disconnect");
    }

    /// Takes over what an earlier engine left, before any container is looked at: addresses stay
    /// taken, devices are made again where they are missing.
    ///
    /// @param known containers that exist; what others have left is swept
    public void restore(Set<ContainerId> known) {
        connections.sweepBegun(known);
        traffic.keepStandbys(known);
        for (var sandbox : sandboxes.all()) {
            if (known.contains(sandbox.owner().id())) connections.keep(sandbox);
            else connections.release(sandbox);
        }
        for (var network : catalogue.all()) {
            if (network.identity().builtIn()) continue;
            try {
                ensure(network);
            } catch (Fault failure) {
                LOG.warn(
                        "network={} has no device, going on without it: {}",
                        network.name(),
                        failure.text());
            }
        }
        try {
            connections.rulesChanged();
        } catch (Fault failure) {
            LOG.error(
                    "rules cannot be set; ports and isolation do not hold until a container is"
                            + " started: {}",
                    failure.text());
        }
    }

    /// A container of an earlier engine still runs.
    ///
    /// @param pid of its first process
    /// @param ports that it shall have published: the change that engine was killed in is undone
    public void adopt(ContainerId container, int pid, List<PortDraft> ports) {
        var sandbox = sandboxes.find(container);
        if (sandbox.isEmpty()) return;
        try {
            connections.adopt(sandbox.get(), pid);
            settle(connections.require(container), ports);
        } catch (Fault | SyscallException failure) {
            LOG.warn(
                    "id={} keeps running with what is left of its network",
                    container.shortForm(),
                    failure);
        }
    }

    private void settle(Sandbox sandbox, List<PortDraft> ports) {
        var difference = PortDifference.of(ports, sandbox.ports());
        if (difference.isNone()) return;
        connections.republish(sandbox, difference.missing(), difference.surplus());
    }

    // ---- parts

    /// Subnets the host has routes to, but by a certain device.
    private List<Subnet> routes(String except) {
        int ours =
                except.isEmpty()
                        ? 0
                        : host.link(except).map(dev.caisson.net.netlink.Link::index).orElse(0);
        return host.routes().stream()
                .filter(route -> ours == 0 || route.link() != ours)
                .flatMap(route -> subnet(route).stream())
                .toList();
    }

    private static Optional<Subnet> subnet(Route route) {
        var destination = route.destination();
        if (destination == null || route.prefix() == 0) return Optional.empty();
        return Optional.of(new Subnet(destination, route.prefix()));
    }

    private void tellEndpoint(Endpoint endpoint, Sandbox.Owner owner, String action) {
        catalogue
                .byId(endpoint.networkId())
                .ifPresent(
                        network -> tell(network, action, Map.of("container", owner.container())));
    }

    private void tell(Network network, String action, Map<String, String> more) {
        var attributes = new java.util.HashMap<>(more);
        attributes.put("name", network.name());
        attributes.put("type", network.driver().word());
        events.publish(EventType.NETWORK, action, network.id(), attributes);
    }

    /// Leaves everything that is in use; takes away the devices that nobody is connected to, which
    /// are made again when somebody needs them.
    @Override
    public void close() {
        repair.close();
        try {
            connections.close();
            for (var network : catalogue.all()) {
                if (catalogue.users(network).isEmpty()) removeDevice(network);
            }
        } finally {
            host.close();
        }
    }
}
