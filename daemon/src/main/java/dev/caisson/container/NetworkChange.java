package dev.caisson.container;

import dev.caisson.container.plan.NamespaceChoice;
import dev.caisson.container.plan.NetworkPlan;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.Isolation.NamespaceModes;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.container.request.NetworkRequest.Endpoint;
import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.Sandbox;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Connects a container to a network or disconnects it, while it runs or not. The changes run in
/// the container's mailbox.
final class NetworkChange {
    private static final String DEFAULT = "default";

    private final Services services;

    NetworkChange(Services services) {
        this.services = services;
    }

    UnaryOperator<Snapshot> connect(Network network, Endpoint asked) {
        return container -> {
            var spec = container.definition().spec();
            boolean apart = mode(spec).equals("none") && hasLeftAll(container);
            if (network.driver() == Driver.HOST) {
                throw new InvalidInput(FaultCode.NETWORK_HOST_CONNECT);
            }
            if (!apart) check(spec, network);
            if (names(spec, network)) {
                throw new Denied(FaultCode.ENDPOINT_EXISTS, container.name(), network.name());
            }
            var pid = pid(container);
            var draft = NetworkPlan.draft(network.name(), asked, spec);
            if (pid.isEmpty()) {
                services.kernel().networks().check(network, draft);
            } else {
                services.kernel().networks().connect(container.id(), pid.get(), draft);
                files(container);
            }
            var endpoints = new LinkedHashMap<>(spec.network().endpoints());
            endpoints.remove(NetworkRequest.LEFT);
            endpoints.put(network.name(), asked);
            var changed = apart ? withMode(spec, network.name()) : spec;
            return with(container, changed.with(spec.network().with(endpoints)));
        };
    }

    /// It is in a network that its definition does not name: the engine ended while it connected.
    private boolean isIn(Snapshot container, Network network) {
        return services.kernel()
                .networks()
                .sandbox(container.id())
                .flatMap(sandbox -> sandbox.in(network.id()))
                .isPresent();
    }

    private boolean hasLeftAll(Snapshot container) {
        if (pid(container).isEmpty()) return container.definition().spec().network().hasLeftAll();
        return services.kernel().networks().sandbox(container.id()).isPresent();
    }

    UnaryOperator<Snapshot> disconnect(Network network) {
        return container -> {
            var spec = container.definition().spec();
            boolean left = network.driver() == Driver.NULL && hasLeftAll(container);
            if (left || !names(spec, network) && !isIn(container, network)) {
                var article = pid(container).isEmpty() ? "the network " : "network ";
                throw new Internal(
                        FaultCode.ENDPOINT_MISSING, container.id(), article + network.name());
            }
            if (network.driver() == Driver.HOST) {
                throw new InvalidInput(FaultCode.NETWORK_HOST_DISCONNECT);
            }
            if (network.driver() == Driver.NULL) return withoutAny(container);
            check(spec, network);
            var pid = pid(container);
            if (pid.isPresent()) {
                services.kernel().networks().disconnect(container.id(), pid.get(), network);
                files(container);
            }
            var endpoints = new LinkedHashMap<>(spec.network().endpoints());
            endpoints.remove(network.name());
            endpoints.remove(network.id());
            var mode = mode(spec);
            var changed = spec;
            if (mode.equals(network.name()) || mode.equals(network.id())) {
                endpoints.remove(DEFAULT);
                // The mode names a network that it is in; without any it has none.
                if (endpoints.isEmpty()) endpoints.put(NetworkRequest.LEFT, NetworkRequest.PLAIN);
                var first = endpoints.keySet().iterator().next();
                var next = first.equals(NetworkRequest.LEFT) ? "none" : first;
                changed = withMode(spec, next);
            }
            return with(container, changed.with(spec.network().with(endpoints)));
        };
    }

    /// It was in `none`, from which it goes nowhere else; then it is in nothing, and can go
    /// anywhere.
    private Snapshot withoutAny(Snapshot container) {
        var network = container.definition().spec().network();
        var endpoints = new LinkedHashMap<>(network.endpoints());
        endpoints.put(NetworkRequest.LEFT, NetworkRequest.PLAIN);
        var changed = container.definition().spec().with(network.with(endpoints));
        if (pid(container).isEmpty()) return with(container, changed);
        var owner = new Sandbox.Owner(container.id().value(), container.name().value());
        var defaults = services.settings().defaults().network();
        services.kernel()
                .networks()
                .openWithoutAny(owner, defaults.names(network.names()).servers());
        return with(container, changed);
    }

    private void check(ContainerSpec spec, Network network) {
        var mode = mode(spec);
        if (mode.equals("host") || mode.startsWith("container:")) {
            throw new InvalidInput(FaultCode.NETWORK_SHARED);
        }
        if (network.driver() == Driver.NULL || mode.equals("none")) {
            throw new InvalidInput(FaultCode.NETWORK_PRIVATE);
        }
    }

    private boolean names(ContainerSpec spec, Network network) {
        var mode = mode(spec);
        if (mode.equals(network.name()) || mode.equals(network.id())) return true;
        var endpoints = spec.network().endpoints();
        return endpoints.containsKey(network.name()) || endpoints.containsKey(network.id());
    }

    private String mode(ContainerSpec spec) {
        return NetworkPlan.mode(spec, services.kernel().networks().ofDefault().name());
    }

    /// The names in `/etc/hosts` follow the addresses.
    private void files(Snapshot container) {
        var networks = services.kernel().networks();
        var sandbox = networks.sandbox(container.id());
        if (sandbox.isEmpty()) return;
        new EtcWriter(services)
                .write(
                        container,
                        NamespaceChoice.parse(
                                container.definition().spec().isolation().namespaces(),
                                services.settings().defaults().ipcMode()),
                        ContainerNetwork.files(networks, sandbox.get()));
    }

    private static Optional<Integer> pid(Snapshot container) {
        return switch (container.state()) {
            case ContainerState.Running running -> Optional.of(running.init().pid());
            case ContainerState.Paused(var running) -> Optional.of(running.init().pid());
            case ContainerState.Created _,
                    ContainerState.Exited _,
                    ContainerState.Restarting _,
                    ContainerState.Removing _,
                    ContainerState.Dead _ ->
                    Optional.empty();
        };
    }

    private static Snapshot with(Snapshot container, ContainerSpec spec) {
        return container.with(container.definition().with(spec));
    }

    private static ContainerSpec withMode(ContainerSpec spec, String mode) {
        var old = spec.isolation().namespaces();
        var modes =
                new NamespaceModes(mode, old.pid(), old.ipc(), old.uts(), old.cgroup(), old.user());
        return spec.with(spec.isolation().with(modes));
    }
}
