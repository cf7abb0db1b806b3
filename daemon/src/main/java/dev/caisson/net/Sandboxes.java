package dev.caisson.net;

import dev.caisson.net.model.Connecting;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.store.NetworkStore;
import dev.caisson.value.ContainerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The networks of the containers that run, in memory and on disk.
///
/// One container's entry is changed by its owner alone, one change after the other; others read.
final class Sandboxes {
    private final NetworkStore store;
    private final Map<String, Sandbox> all = new ConcurrentHashMap<>();

    /// Containers that are not healthy yet, or no more.
    private final Set<String> unready = ConcurrentHashMap.newKeySet();

    Sandboxes(NetworkStore store) {
        this.store = store;
        for (var sandbox : store.sandboxes()) all.put(sandbox.owner().container(), sandbox);
    }

    /// Whether a container takes connections to a port: one of a group only while it is healthy.
    boolean takes(Sandbox sandbox, PublishedPort port) {
        return port.how().group().isEmpty() || !unready.contains(sandbox.owner().container());
    }

    /// @return whether that is new
    boolean ready(ContainerId container, boolean ready) {
        return ready ? unready.remove(container.value()) : unready.add(container.value());
    }

    Optional<Sandbox> find(ContainerId container) {
        return Optional.ofNullable(all.get(container.value()));
    }

    List<Sandbox> all() {
        return new ArrayList<>(all.values());
    }

    void put(Sandbox sandbox) {
        store.write(sandbox);
        all.put(sandbox.owner().container(), sandbox);
    }

    /// An end is about to be made in a container: who finds this without the end undoes it.
    void begin(Connecting connecting) {
        store.write(connecting);
    }

    /// It is there, or undone. Idempotent.
    void end(String container) {
        store.deleteConnecting(container);
    }

    /// Ends an earlier engine had begun to make.
    List<Connecting> begun() {
        return store.connecting();
    }

    /// Idempotent.
    void remove(ContainerId container) {
        unready.remove(container.value());
        if (all.remove(container.value()) != null) store.deleteSandbox(container.value());
    }
}
