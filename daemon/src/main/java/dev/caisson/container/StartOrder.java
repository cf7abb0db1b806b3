package dev.caisson.container;

import dev.caisson.container.plan.Dependency;
import dev.caisson.container.view.HealthView;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
    private static final Duration LOOK = Duration.ofMillis(20);

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
                    needed.condition() == Dependency.Condition.COMPLETED && fulfilled(needed);
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
        long deadline = System.nanoTime() + patience.toNanos();
        while (!fulfilled(need)) {
            if (System.nanoTime() - deadline > 0 || failed(need)) return false;
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }

    private static boolean fulfilled(Need need) {
        var actor = need.actor();
        return switch (need.condition()) {
            case STARTED -> runs(actor);
            case HEALTHY -> runs(actor) && healthy(actor.health().view());
            case COMPLETED ->
                    actor.snapshot().state() instanceof ContainerState.Exited(var last)
                            && last.exitCode() == 0
                            && last.started() != null;
        };
    }

    /// Without a health check it is as healthy as it will be.
    private static boolean healthy(@Nullable HealthView health) {
        return health == null || health.status().equals("healthy");
    }

    private static boolean failed(Need need) {
        var health = need.actor().health().view();
        return switch (need.condition()) {
            case STARTED -> false;
            case HEALTHY ->
                    runs(need.actor()) && health != null && health.status().equals("unhealthy");
            case COMPLETED ->
                    need.actor().snapshot().state() instanceof ContainerState.Exited(var last)
                            && last.exitCode() != 0;
        };
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
