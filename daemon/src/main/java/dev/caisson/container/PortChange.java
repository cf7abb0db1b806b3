package dev.caisson.container;

import dev.caisson.container.plan.PortPlan;
import dev.caisson.container.plan.PublicationPlan;
import dev.caisson.container.request.NetworkRequest.PortBinding;
import dev.caisson.container.request.NetworkRequest.Ports;
import dev.caisson.container.request.PortSelector;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.net.model.Sandbox;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Publishes more ports of a container and takes back others, while it runs or not. Connections
/// that are open go on. The change runs in the container's mailbox.
final class PortChange {
    private final Services services;

    PortChange(Services services) {
        this.services = services;
    }

    /// @param add from a port of the container to those of the host
    UnaryOperator<Snapshot> of(Map<String, List<PortBinding>> add, List<PortSelector> remove) {
        return container -> {
            var spec = container.definition().spec();
            var networks = services.kernel().networks();
            var sandbox = networks.sandbox(container.id());
            var left = new Remaining(spec.network().ports());
            var gone = new ArrayList<PublishedPort>();
            for (var selector : remove) {
                var published = sandbox.map(it -> published(it, selector)).orElse(List.of());
                left.remove(published);
                boolean listed = published.isEmpty() || published.getFirst().isRouted();
                if (listed && !left.remove(selector)) {
                    throw new InvalidInput(
                            FaultCode.PORT_NOT_PUBLISHED, container.name(), selector);
                }
                gone.addAll(published);
            }
            var more =
                    PortPlan.of(
                            new Ports(java.util.Set.of(), add, false),
                            PublicationPlan.of(spec, services.settings().defaults().publication()));
            if (sandbox.isPresent()) networks.republish(container.id(), more, gone);
            var changed = spec.with(spec.network().with(left.with(add)));
            return container.with(container.definition().with(changed));
        };
    }

    private static List<PublishedPort> published(Sandbox sandbox, PortSelector selector) {
        var address = address(selector);
        return sandbox.ports().stream()
                .filter(port -> isMeant(port, selector))
                .filter(
                        port ->
                                selector.container() == 0
                                        || port.container() == selector.container())
                .filter(
                        port ->
                                selector.protocol() == null
                                        || port.protocol().word().equals(selector.protocol()))
                .filter(port -> address.isEmpty() || port.host().equals(address.get()))
                .toList();
    }

    /// A routed port has no number of the host: it is known by that of the container.
    private static boolean isMeant(PublishedPort port, PortSelector selector) {
        if (port.isRouted()) return port.container() == selector.container();
        return port.port() == selector.host();
    }

    private static Optional<InetAddress> address(PortSelector selector) {
        var written = selector.address();
        if (written == null) return Optional.empty();
        return Optional.of(
                Addresses.parse(written)
                        .orElseThrow(() -> new InvalidInput(FaultCode.PORT_INVALID, selector)));
    }

    /// What was asked for, with parts of it taken back.
    private static final class Remaining {
        private final Ports before;
        private final Map<String, List<PortBinding>> bindings = new LinkedHashMap<>();
        private boolean publishAll;

        Remaining(Ports before) {
            this.before = before;
            publishAll = before.publishAll();
            before.bindings()
                    .forEach((port, hosts) -> bindings.put(whole(port), new ArrayList<>(hosts)));
        }

        /// One that is published: the binding that led to it, which may have left the port open.
        void remove(List<PublishedPort> published) {
            var families = new LinkedHashMap<String, List<PublishedPort>>();
            for (var port : published) {
                var key = port.container() + "/" + port.protocol().word();
                families.computeIfAbsent(key + " " + port.port(), _ -> new ArrayList<>()).add(port);
            }
            families.values().forEach(this::removeOne);
        }

        /// @param published the same port of the host, at one address or more
        private void removeOne(List<PublishedPort> published) {
            var one = published.getFirst();
            var key = one.container() + "/" + one.protocol().word();
            var hosts = bindings.get(key);
            if (hosts != null) {
                boolean exact =
                        hosts.removeIf(
                                binding -> covers(binding, one.port()) && isAt(binding, published));
                var any = hosts.stream().filter(PortChange::isOpen).findFirst();
                if (!exact) any.ifPresent(hosts::remove);
                if (hosts.isEmpty()) bindings.remove(key);
            } else if (publishAll) {
                // The others stay published as if each had been asked for.
                publishAll = false;
                for (var exposed : new TreeSet<>(before.exposed())) {
                    bindings.putIfAbsent(
                            whole(exposed), new ArrayList<>(List.of(new PortBinding("", ""))));
                }
                bindings.remove(key);
            }
        }

        /// One that was asked for by its number, of a container that does not run.
        ///
        /// @return whether there is one
        boolean remove(PortSelector selector) {
            boolean found = false;
            for (var port : List.copyOf(bindings.keySet())) {
                boolean meant =
                        (selector.container() == 0 || port.startsWith(selector.container() + "/"))
                                && (selector.protocol() == null
                                        || port.endsWith("/" + selector.protocol()));
                if (!meant) continue;
                var hosts = bindings.getOrDefault(port, List.of());
                found |=
                        hosts.removeIf(
                                binding ->
                                        covers(binding, selector.host())
                                                && (selector.address() == null
                                                        || selector.address()
                                                                .equals(binding.hostAddress())));
                if (hosts.isEmpty()) bindings.remove(port);
            }
            return found;
        }

        Ports with(Map<String, List<PortBinding>> add) {
            add.forEach(
                    (port, hosts) ->
                            bindings.computeIfAbsent(whole(port), _ -> new ArrayList<>())
                                    .addAll(hosts));
            var exposed = new TreeSet<>(before.exposed());
            add.keySet().forEach(port -> exposed.add(whole(port)));
            return new Ports(exposed, bindings, publishAll);
        }

        private static String whole(String port) {
            return port.indexOf('/') < 0 ? port + "/tcp" : port.toLowerCase(Locale.ROOT);
        }
    }

    private static boolean isAt(PortBinding binding, List<PublishedPort> published) {
        if (binding.hostAddress().isEmpty()) return true;
        var bare = binding.hostAddress().replaceAll("[\\[\\]]", "");
        var address = Addresses.parse(bare);
        return published.stream().anyMatch(port -> address.equals(Optional.of(port.host())));
    }

    private static boolean isOpen(PortBinding binding) {
        return binding.hostPort().isEmpty() || binding.hostPort().equals("0");
    }

    /// Whether a port is the one that was asked for, or in the range.
    private static boolean covers(PortBinding binding, int port) {
        if (isOpen(binding)) return false;
        var ends = binding.hostPort().split("-", 2);
        int first = Integer.parseInt(ends[0]);
        int last = ends.length == 2 ? Integer.parseInt(ends[1]) : first;
        return first <= port && port <= last;
    }
}
