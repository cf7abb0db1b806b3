package dev.caisson.engine;

import dev.caisson.container.ContainerRoom;
import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.fault.NotFound;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.NetworkDraft;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// What one can do with networks, carried out by the network room and, where a container changes,
/// by its owner.
public final class NetworkUseCases implements Networks {
    private final dev.caisson.net.Networks networks;
    private final ContainerRoom containers;
    private final InstantSource clock;

    public NetworkUseCases(
            dev.caisson.net.Networks networks, ContainerRoom containers, InstantSource clock) {
        this.networks = networks;
        this.containers = containers;
        this.clock = clock;
    }

    @Override
    public List<Network> list(Filters filters) {
        var wanted = NetworkFilters.of(filters, this::isUsed);
        return networks.all().stream().filter(wanted).toList();
    }

    private boolean isUsed(Network network) {
        return networks.sandboxes().stream()
                .anyMatch(sandbox -> sandbox.in(network.id()).isPresent());
    }

    @Override
    public NetworkView inspect(String reference) {
        var network = networks.find(reference);
        var members = new ArrayList<Member>();
        for (var sandbox : networks.sandboxes()) {
            sandbox.in(network.id())
                    .ifPresent(endpoint -> members.add(new Member(sandbox.owner(), endpoint)));
        }
        return new NetworkView(network, members);
    }

    @Override
    public Network create(NetworkDraft draft) {
        return networks.create(draft);
    }

    @Override
    public void remove(String reference) {
        networks.remove(networks.find(reference));
    }

    @Override
    public void connect(
            String reference, ContainerReference container, NetworkRequest.Endpoint asked) {
        containers.resolve(container).connect(networks.find(reference), asked);
    }

    @Override
    public void disconnect(String reference, ContainerReference container, boolean force) {
        var network = networks.find(reference);
        try {
            containers.resolve(container).disconnect(network);
        } catch (NotFound missing) {
            if (!force) throw missing;
            networks.forget(network, container.written());
        }
    }

    @Override
    public List<String> prune(Filters filters) {
        var wanted = NetworkFilters.ofPrune(filters, clock.instant());
        return networks.prune(wanted);
    }
}
