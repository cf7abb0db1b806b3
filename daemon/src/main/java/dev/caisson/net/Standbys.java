package dev.caisson.net;

import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.store.NetworkStore;
import dev.caisson.value.ContainerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Ports that are kept for containers whether they run or not, in memory and on disk, with how many
/// are connected.
final class Standbys {
    private final NetworkStore store;
    private final Map<String, Standby> all = new ConcurrentHashMap<>();

    Standbys(NetworkStore store) {
        this.store = store;
        for (var kept : store.standbys()) all.put(kept.owner().container(), new Standby(kept));
    }

    /// @param kept a network with nothing but ports
    private record Standby(Sandbox kept, AtomicInteger connections) {
        Standby(Sandbox kept) {
            this(kept, new AtomicInteger());
        }
    }

    List<Sandbox> all() {
        return all.values().stream().map(Standby::kept).toList();
    }

    Optional<List<PublishedPort>> ports(String container) {
        return Optional.ofNullable(all.get(container)).map(standby -> standby.kept().ports());
    }

    void put(Sandbox.Owner owner, List<PublishedPort> ports) {
        var kept = new Sandbox(owner, List.of(), ports, 0, List.of());
        store.writeStandby(kept);
        all.put(owner.container(), new Standby(kept));
    }

    /// Idempotent.
    Optional<Sandbox> remove(ContainerId container) {
        var gone = all.remove(container.value());
        if (gone == null) return Optional.empty();
        store.deleteStandby(container.value());
        return Optional.of(gone.kept());
    }

    Optional<ContainerId> owner(HostPort port) {
        return all.values().stream()
                .map(Standby::kept)
                .filter(kept -> kept.ports().stream().anyMatch(it -> it.taken().equals(port)))
                .map(kept -> kept.owner().id())
                .findFirst();
    }

    /// @param change 1 or -1
    /// @return how many there are now
    int connected(ContainerId container, int change) {
        var standby = all.get(container.value());
        return standby == null ? 0 : standby.connections().addAndGet(change);
    }

    int connections(ContainerId container) {
        var standby = all.get(container.value());
        return standby == null ? 0 : standby.connections().get();
    }
}
