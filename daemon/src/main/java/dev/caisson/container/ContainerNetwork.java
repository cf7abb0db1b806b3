package dev.caisson.container;

import dev.caisson.container.plan.EtcFiles;
import dev.caisson.container.plan.NamespaceChoice;
import dev.caisson.container.plan.NetworkPlan;
import dev.caisson.fault.Denied;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.net.Networks;
import dev.caisson.net.OpenSandbox;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.model.SandboxDraft;
import dev.caisson.spec.Namespaces.Kind;
import dev.caisson.spec.Namespaces.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The network of a container at its start: what it enters, and what that means for its files.
///
/// Closing it gives up the descriptor of the namespace, which lives on in the container.
final class ContainerNetwork implements AutoCloseable {
    private final @Nullable OpenSandbox sandbox;
    private final Source source;
    private final EtcFiles.Network files;

    private ContainerNetwork(@Nullable OpenSandbox sandbox, Source source, EtcFiles.Network files) {
        this.sandbox = sandbox;
        this.source = source;
        this.files = files;
    }

    /// Makes it.
    static ContainerNetwork open(Services services, Snapshot container) {
        var networks = services.kernel().networks();
        var draft = draft(services, container);
        if (draft.isEmpty()) return none(networks, services, container);
        var checked = HealthSettings.of(container.definition().spec()).isPresent();
        var open = opened(networks, draft.get(), !checked);
        return new ContainerNetwork(
                open, new Source.Prepared(open.namespace()), files(networks, open.sandbox()));
    }

    private static OpenSandbox opened(Networks networks, SandboxDraft draft, boolean ready) {
        try {
            return networks.open(draft, ready);
        } catch (Fault fault) {
            switch (fault.code()) {
                case ADDRESS_IN_USE ->
                        throw new Denied(fault, FaultCode.START_NETWORK_REFUSED, fault.text());
                case NETWORK_NOT_FOUND ->
                        throw new NotFound(fault, FaultCode.START_NETWORK_MISSING, fault.text());
                default -> throw fault;
            }
        }
    }

    /// What it would be, with nothing made.
    static ContainerNetwork shown(Services services, Snapshot container) {
        var networks = services.kernel().networks();
        var draft = draft(services, container);
        if (draft.isEmpty()) return none(networks, services, container);
        var files =
                networks.sandbox(container.id())
                        .map(sandbox -> files(networks, sandbox))
                        .orElse(EtcFiles.Network.NONE);
        return new ContainerNetwork(null, new Source.Prepared(-1), files);
    }

    /// What it asks for; empty when it has no network of its own.
    static Optional<SandboxDraft> draft(Services services, Snapshot container) {
        return NetworkPlan.of(
                container.id(),
                container.name(),
                container.definition().spec(),
                services.kernel().networks().ofDefault().name(),
                services.settings().defaults().network());
    }

    private static ContainerNetwork none(Networks networks, Services services, Snapshot container) {
        var modes = container.definition().spec().isolation().namespaces();
        var choice = NamespaceChoice.parse(modes, services.settings().defaults().ipcMode());
        var gateways = choice.isHost(Kind.NET) ? gateways(networks) : List.<String>of();
        return new ContainerNetwork(
                null,
                new Source.New(),
                new EtcFiles.Network(List.of(), List.of(), gateways, false));
    }

    /// What stands in the files of a container with this network.
    static EtcFiles.Network files(Networks networks, Sandbox sandbox) {
        var addresses = new ArrayList<String>();
        var links = new ArrayList<String>();
        for (var endpoint : sandbox.endpoints()) {
            text(endpoint.addresses().four()).ifPresent(addresses::add);
            text(endpoint.addresses().six()).ifPresent(addresses::add);
            endpoint.links().forEach((name, other) -> link(networks, endpoint, name, other, links));
        }
        return new EtcFiles.Network(addresses, links, gateways(networks), sandbox.resolver() != 0);
    }

    private static void link(
            Networks networks, Endpoint endpoint, String name, String other, List<String> links) {
        for (var sandbox : networks.sandboxes()) {
            var owner = sandbox.owner();
            boolean meant =
                    owner.name().equals(other)
                            || (other.length() >= 12 && owner.container().startsWith(other));
            if (!meant) continue;
            sandbox.in(endpoint.networkId())
                    .flatMap(end -> text(end.addresses().four()))
                    .ifPresent(
                            address ->
                                    links.add(
                                            address
                                                    + "\t"
                                                    + name
                                                    + " "
                                                    + owner.id().shortForm()
                                                    + (name.equals(owner.name())
                                                            ? ""
                                                            : " " + owner.name())));
        }
    }

    private static List<String> gateways(Networks networks) {
        return networks.hostGateways().stream().map(Addresses::text).toList();
    }

    private static Optional<String> text(Endpoint.@Nullable Assigned assigned) {
        return assigned == null
                ? Optional.empty()
                : Optional.of(Addresses.text(assigned.address()));
    }

    Source source() {
        return source;
    }

    EtcFiles.Network files() {
        return files;
    }

    /// Idempotent.
    @Override
    public void close() {
        if (sandbox != null) sandbox.close();
    }
}
