package dev.caisson.net;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.net.ReadyNamespaces.Ready;
import dev.caisson.net.bridge.EndpointLinks;
import dev.caisson.net.dns.Resolvers;
import dev.caisson.net.model.Connecting;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.EndpointDraft;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.PortDraft;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.model.SandboxDraft;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.net.netlink.RouteSocket;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.ContainerId;
import dev.caisson.value.Undo;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what [Networks] decides for one container.
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /// IPv6 is turned on device by device, in networks that have it. `lo` keeps `::1`.
    private static final Map<String, String> NEW_NAMESPACE =
            Map.of("net/ipv6/conf/default/disable_ipv6", "1");

    private final Syscalls syscalls;
    private final Catalogue catalogue;
    private final EndpointLinks links;
    private final Sandboxes sandboxes;
    private final EndpointDrafting drafting;
    private final Traffic traffic;
    private final Resolvers resolvers;
    private final ReadyNamespaces ready;

    Connections(
            Syscalls syscalls,
            RouteSocket host,
            Catalogue catalogue,
            EndpointLinks links,
            Sandboxes sandboxes,
            Traffic traffic,
            InstantSource clock) {
        this.traffic = traffic;
        resolvers = new Resolvers(syscalls, new SandboxNames(catalogue, sandboxes), clock);
        ready = new ReadyNamespaces(syscalls, NEW_NAMESPACE);
        this.syscalls = syscalls;
        this.catalogue = catalogue;
        this.links = links;
        this.sandboxes = sandboxes;
        drafting = new EndpointDrafting(catalogue);
    }

    /// An end with its network.
    private record Planned(Network network, EndpointDraft draft) {}

    OpenSandbox open(SandboxDraft draft) {
        var owner = draft.owner();
        try (var undo = new Undo()) {
            var ends = ordered(draft.endpoints());
            boolean answers = answers(ends, draft.servers());
            boolean bridged = ends.getFirst().network().driver() == Driver.BRIDGE;
            var taken = bridged ? ready.take(answers) : Optional.<Ready>empty();
            taken.ifPresent(undo::add);
            var namespace =
                    taken.isPresent()
                            ? taken.get().namespace()
                            : undo.add(NetworkNamespace.create(syscalls, NEW_NAMESPACE));
            var endpoints = new ArrayList<Endpoint>();
            for (var planned : ends) {
                var device = DeviceNames.free(planned.network(), planned.draft(), endpoints);
                var endpoint = drafting.reserve(owner, planned.network(), planned.draft(), device);
                undo.add((Undo.Step) () -> catalogue.release(endpoint));
                traffic.use(planned.network());
                if (taken.isPresent() && endpoints.isEmpty()) {
                    var pair = taken.get().pair();
                    links.connect(planned.network(), endpoint, planned.draft(), namespace, pair);
                } else {
                    links.connect(planned.network(), endpoint, planned.draft(), namespace);
                }
                endpoints.add(endpoint);
                boolean _ = rejoin(planned.network());
            }
            defaultRoutes(endpoints, namespace);
            var ports = traffic.publish(owner, gatewayFirst(endpoints), draft.ports());
            undo.add((Undo.Step) () -> traffic.unpublish(owner, ports));
            var sockets = taken.map(Ready::resolver);
            int resolver =
                    sockets.isPresent()
                            ? resolvers.start(owner.container(), sockets.get())
                            : resolver(owner, endpoints, draft.servers(), namespace, 0);
            undo.add((Undo.Step) () -> resolvers.stop(owner.container()));
            var sandbox = new Sandbox(owner, endpoints, ports, resolver, draft.servers());
            sandboxes.put(sandbox);
            undo.add((Undo.Step) () -> sandboxes.remove(owner.id()));
            traffic.update();
            Runnable started = bridged ? () -> ready.fill(answers) : () -> {};
            return undo.commit(new OpenSandbox(sandbox, namespace, started));
        }
    }

    /// Whether names are answered: in networks that have some, and where the container could not
    /// reach the host's servers.
    private static boolean answers(List<Planned> ends, List<String> servers) {
        boolean named = ends.stream().anyMatch(end -> !end.network().identity().builtIn());
        return named || servers.isEmpty() && HostResolvers.read().areOnlyOfLoopback();
    }

    /// The end with the highest priority first, then by name, as Docker does.
    private List<Planned> ordered(List<EndpointDraft> drafts) {
        var byNetwork = new LinkedHashMap<String, Planned>();
        for (var draft : drafts) {
            var network = catalogue.find(draft.network());
            byNetwork.put(network.id(), new Planned(network, draft));
        }
        return byNetwork.values().stream()
                .sorted(
                        Comparator.comparing(
                                        (Planned each) -> each.draft().gatewayPriority(),
                                        Comparator.reverseOrder())
                                .thenComparing(each -> each.network().name()))
                .toList();
    }

    private void defaultRoutes(List<Endpoint> endpoints, NetworkNamespace namespace) {
        for (boolean six : new boolean[] {false, true}) {
            boolean found = false;
            for (var endpoint : gatewayFirst(endpoints)) {
                if (found || endpoint.addresses().of(six) == null) continue;
                var network = catalogue.byId(endpoint.networkId());
                found =
                        network.isPresent()
                                && links.makeDefault(network.get(), endpoint, six, namespace);
            }
            if (!found) {
                boolean _ = namespace.routes().deleteDefaultRoute(six);
            }
        }
    }

    private static List<Endpoint> gatewayFirst(List<Endpoint> endpoints) {
        return endpoints.stream()
                .sorted(
                        Comparator.comparing(Endpoint::gatewayPriority, Comparator.reverseOrder())
                                .thenComparing(Endpoint::networkName))
                .toList();
    }

    /// @param port where names were answered before; 0 for any
    /// @return where they are; 0 when all networks are built in, which have no names, and the
    ///     container reaches the host's servers itself
    private int resolver(
            Sandbox.Owner owner,
            List<Endpoint> endpoints,
            List<String> servers,
            NetworkNamespace namespace,
            int port) {
        boolean named = endpoints.stream().anyMatch(endpoint -> !endpoint.names().isEmpty());
        boolean alone = servers.isEmpty() && HostResolvers.read().areOnlyOfLoopback();
        if (!named && !alone) return 0;
        try {
            return resolvers.start(owner.container(), namespace, port);
        } catch (SyscallException failure) {
            throw new Internal(
                    failure,
                    FaultCode.NETWORK_FAILED,
                    "resolver of " + owner.name(),
                    String.valueOf(failure.getMessage()));
        }
    }

    /// When somebody had removed the bridge of a network, those that were in it come back with it.
    ///
    /// @return whether it had to be
    boolean rejoin(Network network) {
        if (!links.isMade(network)) return false;
        for (var other : sandboxes.all()) {
            other.in(network.id()).ifPresent(end -> links.repair(network, end));
        }
        return true;
    }

    Set<PublishedPort> relayed(Sandbox sandbox) {
        return traffic.relayed(sandbox);
    }

    Sandbox require(ContainerId container) {
        return sandboxes
                .find(container)
                .orElseThrow(() -> new InvalidInput(FaultCode.NETWORK_PRIVATE));
    }

    Endpoint connect(Sandbox sandbox, int pid, EndpointDraft draft) {
        var network = catalogue.find(draft.network());
        try (var undo = new Undo();
                var namespace = NetworkNamespace.ofProcess(syscalls, pid)) {
            var device = DeviceNames.free(network, draft, sandbox.endpoints());
            var endpoint = drafting.reserve(sandbox.owner(), network, draft, device);
            undo.add((Undo.Step) () -> catalogue.release(endpoint));
            traffic.use(network);
            var container = sandbox.owner().container();
            sandboxes.begin(new Connecting(container, endpoint));
            undo.add((Undo.Step) () -> sandboxes.end(container));
            undo.add((Undo.Step) () -> links.disconnect(network, endpoint, namespace));
            links.connect(network, endpoint, draft, namespace);
            boolean _ = rejoin(network);
            var all = new ArrayList<>(sandbox.endpoints());
            all.add(endpoint);
            defaultRoutes(all, namespace);
            int resolver = sandbox.resolver();
            if (resolver == 0)
                resolver = resolver(sandbox.owner(), all, sandbox.servers(), namespace, 0);
            sandboxes.put(sandbox.with(all).withResolver(resolver));
            undo.add((Undo.Step) () -> sandboxes.put(sandbox));
            traffic.update();
            sandboxes.end(container);
            return undo.commit(endpoint);
        }
    }

    /// The sockets of what is taken back are given up first, so that one call can lead a port of
    /// the host elsewhere; a failure takes them again.
    void republish(Sandbox sandbox, List<PortDraft> add, List<PublishedPort> remove) {
        try (var undo = new Undo()) {
            traffic.unpublish(sandbox.owner(), remove);
            undo.add((Undo.Step) () -> traffic.keep(sandbox.withPorts(remove)));
            var more = traffic.publish(sandbox.owner(), gatewayFirst(sandbox.endpoints()), add);
            undo.add((Undo.Step) () -> traffic.unpublish(sandbox.owner(), more));
            var ports = new ArrayList<>(sandbox.ports());
            ports.removeAll(remove);
            ports.addAll(more);
            sandboxes.put(sandbox.withPorts(ports));
            undo.add((Undo.Step) () -> sandboxes.put(sandbox));
            traffic.update();
            var _ = undo.commit(more);
        }
    }

    void disconnect(Sandbox sandbox, int pid, Network network, Endpoint endpoint) {
        try (var namespace = NetworkNamespace.ofProcess(syscalls, pid)) {
            links.disconnect(network, endpoint, namespace);
            var left = new ArrayList<>(sandbox.endpoints());
            left.remove(endpoint);
            defaultRoutes(left, namespace);
            traffic.leave(endpoint);
            catalogue.release(endpoint);
            sandboxes.put(sandbox.with(left));
            traffic.update();
        }
    }

    void release(Sandbox sandbox) {
        sandboxes.remove(sandbox.owner().id());
        if (!sandbox.ports().isEmpty()) traffic.update();
        traffic.unpublish(sandbox.owner(), sandbox.ports());
        resolvers.stop(sandbox.owner().container());
        for (var endpoint : sandbox.endpoints()) {
            traffic.leave(endpoint);
            catalogue.release(endpoint);
        }
        // The kernel removes the devices with the namespace; somebody may have kept that.
        for (var endpoint : sandbox.endpoints()) {
            var _ =
                    Blocking.start(
                            () -> {
                                sweep(endpoint);
                                return true;
                            });
        }
    }

    private void sweep(Endpoint endpoint) {
        try {
            links.sweep(endpoint);
        } catch (SyscallException | IllegalStateException failure) {
            LOG.debug("device={} is left to the kernel", endpoint.devices().outside(), failure);
        }
    }

    /// Takes in what an earlier engine has given out.
    void keep(Sandbox sandbox) {
        for (var endpoint : sandbox.endpoints()) {
            catalogue.keep(endpoint, sandbox.owner());
            catalogue.byId(endpoint.networkId()).ifPresent(traffic::use);
        }
        traffic.keep(sandbox);
    }

    /// A container of an earlier engine still runs: what that engine had begun is undone, and its
    /// devices are put back into bridges that were made anew.
    void adopt(Sandbox found, int pid) {
        try (var namespace = NetworkNamespace.ofProcess(syscalls, pid)) {
            var sandbox = settled(found, namespace);
            for (var endpoint : sandbox.endpoints()) {
                var network = catalogue.byId(endpoint.networkId());
                if (network.isEmpty()) {
                    throw new NotFound(FaultCode.NETWORK_NOT_FOUND, endpoint.networkName());
                }
                links.repair(network.get(), endpoint);
            }
            if (sandbox.resolver() == 0) return;
            int port =
                    resolver(
                            sandbox.owner(),
                            sandbox.endpoints(),
                            sandbox.servers(),
                            namespace,
                            sandbox.resolver());
            if (port != sandbox.resolver()) sandboxes.put(sandbox.withResolver(port));
        }
    }

    /// Without an end that was being made, and without those whose cable is gone: the engine ended
    /// while it took them away.
    private Sandbox settled(Sandbox found, NetworkNamespace namespace) {
        var container = found.owner().container();
        for (var begun : sandboxes.begun()) {
            if (!begun.container().equals(container)) continue;
            var endpoint = begun.endpoint();
            boolean whole = found.in(endpoint.networkId()).isPresent();
            var network = catalogue.byId(endpoint.networkId());
            if (!whole && network.isPresent()) {
                links.disconnect(network.get(), endpoint, namespace);
            }
            sandboxes.end(container);
        }
        var left = found.endpoints().stream().filter(links::isThere).toList();
        if (left.size() == found.endpoints().size()) {
            defaultRoutes(left, namespace);
            return found;
        }
        for (var endpoint : found.endpoints()) {
            if (!left.contains(endpoint)) catalogue.release(endpoint);
        }
        defaultRoutes(left, namespace);
        var sandbox = found.with(left);
        sandboxes.put(sandbox);
        return sandbox;
    }

    /// Undoes what an earlier engine had begun in containers that do not run any more.
    void sweepBegun(Set<ContainerId> known) {
        for (var begun : sandboxes.begun()) {
            if (known.contains(new ContainerId(begun.container()))) continue;
            sweep(begun.endpoint());
            sandboxes.end(begun.container());
        }
    }

    /// Networks or published ports have changed.
    void rulesChanged() {
        traffic.update();
    }

    @Override
    public void close() {
        ready.close();
        resolvers.close();
        traffic.close();
    }
}
