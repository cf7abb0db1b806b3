package dev.caisson.net;

import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.ports.Destinations;
import dev.caisson.value.ContainerId;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Leads relayed connections to the containers that run, one after the other where several have the
/// same port; a container on demand is made to run first.
final class PortDestinations implements Destinations {
    /// With the pauses between them, half a minute.
    private static final int ATTEMPTS = 120;

    private static final long LONGEST_PAUSE = 250;

    private final Sandboxes sandboxes;
    private final Standbys standbys;
    private final Exits exits;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicReference<@Nullable OnDemand> onDemand = new AtomicReference<>();

    PortDestinations(Sandboxes sandboxes, Standbys standbys, Exits exits) {
        this.sandboxes = sandboxes;
        this.standbys = standbys;
        this.exits = exits;
    }

    void set(OnDemand starter) {
        onDemand.set(starter);
    }

    /// Makes a container run whose ports are kept, as who connects there does; it may rest again
    /// when it has not been used for as long as then.
    CompletionStage<Void> wake(ContainerId container) {
        var starter = onDemand.get();
        boolean kept = standbys.ports(container.value()).isPresent();
        if (starter == null || !kept) return CompletableFuture.completedFuture(null);
        return starter.wake(container)
                .thenRun(() -> starter.connected(container, standbys.connections(container)));
    }

    @Override
    public CompletionStage<InetSocketAddress> next(HostPort port, int attempt) {
        var owner = standbys.owner(port);
        var starter = onDemand.get();
        if (owner.isEmpty()) return attempt == 0 ? running(port) : nobody(port);
        if (starter == null || attempt > ATTEMPTS) return nobody(port);
        if (attempt == 0) return starter.wake(owner.get()).thenCompose(_ -> running(port));
        // It runs, but does not listen yet.
        var pause = Math.min(LONGEST_PAUSE, 5L << Math.min(attempt, 6));
        var later = CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS);
        return CompletableFuture.supplyAsync(() -> port, later).thenCompose(this::running);
    }

    private static CompletionStage<InetSocketAddress> nobody(HostPort port) {
        return CompletableFuture.failedFuture(new ConnectException("nobody is at " + port));
    }

    private CompletionStage<InetSocketAddress> running(HostPort port) {
        var all = targets(port);
        if (all.isEmpty()) return nobody(port);
        int place = Math.floorMod(turn.getAndIncrement(), all.size());
        return CompletableFuture.completedFuture(all.get(place));
    }

    private List<InetSocketAddress> targets(HostPort port) {
        var found = new ArrayList<InetSocketAddress>();
        for (var sandbox : sandboxes.all()) {
            for (var published : sandbox.ports()) {
                boolean meant = published.taken().equals(port);
                if (meant && sandboxes.takes(sandbox, published)) add(sandbox, published, found);
            }
        }
        return found;
    }

    private void add(Sandbox sandbox, PublishedPort published, List<InetSocketAddress> found) {
        exits.exit(sandbox.endpoints())
                .flatMap(exit -> Exits.byRelay(published.taken(), exit))
                .ifPresent(
                        address ->
                                found.add(new InetSocketAddress(address, published.container())));
    }

    @Override
    public Runnable begun(HostPort port) {
        var owner = standbys.owner(port);
        if (owner.isEmpty()) return () -> {};
        count(owner.get(), 1);
        return () -> count(owner.get(), -1);
    }

    private void count(ContainerId container, int change) {
        int now = standbys.connected(container, change);
        var starter = onDemand.get();
        if (starter != null) starter.connected(container, now);
    }
}
