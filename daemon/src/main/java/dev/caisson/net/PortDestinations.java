package dev.caisson.net;

import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.ports.Destinations;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/// Leads relayed connections to the containers that run, one after the other where several have the
/// same port.
final class PortDestinations implements Destinations {
    private final Sandboxes sandboxes;
    private final Exits exits;
    private final AtomicInteger turn = new AtomicInteger();

    PortDestinations(Sandboxes sandboxes, Exits exits) {
        this.sandboxes = sandboxes;
        this.exits = exits;
    }

    @Override
    public CompletionStage<InetSocketAddress> next(HostPort port, int attempt) {
        var all = attempt == 0 ? targets(port) : List.<InetSocketAddress>of();
        if (all.isEmpty()) {
            return CompletableFuture.failedFuture(new ConnectException("nobody is at " + port));
        }
        int place = Math.floorMod(turn.getAndIncrement(), all.size());
        return CompletableFuture.completedFuture(all.get(place));
    }

    private List<InetSocketAddress> targets(HostPort port) {
        var found = new ArrayList<InetSocketAddress>();
        for (var sandbox : sandboxes.all()) {
            if (!sandboxes.isReady(sandbox)) continue;
            for (var published : sandbox.ports()) {
                if (published.taken().equals(port)) add(sandbox, published, found);
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
        return () -> {};
    }
}
