package dev.caisson.container;

import dev.caisson.container.plan.Dependency;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts and stops containers in the order their labels ask for: what one depends on comes first,
/// and goes last.
///
/// Nobody waits for ever: at the daemon's start a container whose dependency does not come up is
/// started all the same after [#PATIENCE], and says so. Dependencies in a circle are not waited
/// for.
final class StartOrder {
    private static final Logger LOG = LoggerFactory.getLogger(StartOrder.class);
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ContainerIndex index;

    StartOrder(ContainerIndex index) {
        this.index = index;
    }

    /// After the restoration: every container that shall run, each on a virtual thread.
    CompletableFuture<Void> boot() {
        var starts = new HashMap<ContainerActor, CompletableFuture<Void>>();
        for (var actor : index.all()) {
            if (actor.isWanted()) starts.put(actor, new CompletableFuture<>());
        }
        starts.forEach(
                (actor, start) ->
                        Thread.startVirtualThread(
                                () -> {
                                    try {
                                        bootOne(actor, starts);
                                    } finally {
                                        start.complete(null);
                                    }
                                }));
        return CompletableFuture.allOf(starts.values().toArray(CompletableFuture[]::new));
    }

    private void bootOne(
            ContainerActor actor, Map<ContainerActor, CompletableFuture<Void>> starts) {
        for (var needed : needs(actor, Dependency.of(labels(actor)))) {
            // One that is not to be started would never fulfil anything.
            var start = starts.get(needed.actor());
            boolean comes = start != null || runs(needed.actor());
            if (!comes || circular(needed.actor(), actor)) continue;
            if (start != null)
                start.copy().completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            if (!await(needed, PATIENCE)) {
                LOG.warn(
                        "id={} name={} starts although dependency={} is not {}",
                        actor.id().shortForm(),
                        actor.snapshot().name(),
                        needed.actor().snapshot().name(),
                        needed.condition());
            }
        }
        actor.startAtBoot().join();
    }

    /// Before a start by a client: what `--depends-on` names is started and waited for.
    ///
    /// @throws dev.caisson.fault.Conflict `DEPENDENCY_FAILED`
    void prepare(ContainerActor actor) {
        for (var needed : needs(actor, Dependency.explicit(labels(actor)))) {
            if (circular(needed.actor(), actor)) continue;
            boolean done =
                    needed.condition() == Dependency.Condition.COMPLETED
                            && far(needed) == Fulfilment.DONE;
            if (!done && !runs(needed.actor())) {
                prepare(needed.actor());
                List<String> _ = Container.await(needed.actor().start());
            }
            if (!await(needed, PATIENCE)) {
                throw Faults.of(
                        FaultCode.DEPENDENCY_FAILED,
                        actor.snapshot().name(),
                        needed.actor().snapshot().name(),
                        needed.condition().name().toLowerCase(Locale.ROOT));
            }
        }
    }

    /// Stops everything for the end of the host: dependents first, each with its own timeout, and
    /// so that what has a restart policy is started at the next boot.
    void shutdown(Consumer<ContainerActor> stop) {
        var running = index.all();
        var stops = new HashMap<ContainerActor, CompletableFuture<Void>>();
        var needs = new HashMap<ContainerActor, Set<ContainerActor>>();
        for (var actor : running) {
            stops.put(actor, new CompletableFuture<>());
            needs.put(actor, needed(actor));
        }
        for (var actor : running) {
            var own = Objects.requireNonNull(stops.get(actor));
            var before =
                    running.stream()
                            .filter(other -> needs.getOrDefault(other, Set.of()).contains(actor))
                            .filter(other -> !reaches(actor, other, needs, new HashSet<>()))
                            .map(stops::get)
                            .toArray(CompletableFuture[]::new);
            var _ =
                    CompletableFuture.allOf(before)
                            .thenRunAsync(() -> stop.accept(actor), Thread::startVirtualThread)
                            .whenComplete((_, _) -> own.complete(null));
        }
        CompletableFuture.allOf(stops.values().toArray(CompletableFuture[]::new)).join();
    }

    private record Need(ContainerActor actor, Dependency.Condition condition) {}

    private List<Need> needs(ContainerActor actor, List<Dependency> dependencies) {
        var needs = new ArrayList<Need>();
        for (var dependency : dependencies) {
            for (var other : index.all()) {
                if (other != actor && dependency.means(name(other), labels(other))) {
                    needs.add(new Need(other, dependency.condition()));
                }
            }
        }
        return needs;
    }

    private Set<ContainerActor> needed(ContainerActor actor) {
        var needed = new HashSet<ContainerActor>();
        for (var need : needs(actor, Dependency.of(labels(actor)))) needed.add(need.actor());
        return needed;
    }

    /// @param needs of each, directly
    private static boolean reaches(
            ContainerActor from,
            ContainerActor to,
            Map<ContainerActor, Set<ContainerActor>> needs,
            Set<ContainerActor> seen) {
        if (!seen.add(from)) return false;
        return needs.getOrDefault(from, Set.of()).stream()
                .anyMatch(need -> need == to || reaches(need, to, needs, seen));
    }

    private boolean circular(ContainerActor from, ContainerActor to) {
        return reaches(from, to, new HashSet<>());
    }

    /// Whether one depends on another, perhaps through others.
    private boolean reaches(ContainerActor from, ContainerActor to, Set<ContainerActor> seen) {
        if (!seen.add(from)) return false;
        return needs(from, Dependency.of(labels(from))).stream()
                .anyMatch(need -> need.actor() == to || reaches(need.actor(), to, seen));
    }

    /// @return false when the time passed, or it will never be
    private static boolean await(Need need, Duration patience) {
        boolean _ = need.actor().changes().await(() -> far(need) != Fulfilment.OPEN, patience);
        return far(need) == Fulfilment.DONE;
    }

    private static Fulfilment far(Need need) {
        var snapshot = need.actor().snapshot();
        return Fulfilment.of(
                need.condition(),
                snapshot.state(),
                snapshot.history().isArmed(),
                need.actor().health().found());
    }

    private static boolean runs(ContainerActor actor) {
        return Transition.runs(actor.snapshot().state());
    }

    private static String name(ContainerActor actor) {
        return actor.snapshot().name().value();
    }

    private static Map<String, String> labels(ContainerActor actor) {
        return actor.snapshot().definition().spec().identity().labels();
    }
}
