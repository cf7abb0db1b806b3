package dev.caisson.container;

import dev.caisson.container.plan.PublicationPlan;
import dev.caisson.fault.Fault;
import dev.caisson.net.OnDemand;
import dev.caisson.value.ContainerId;
import dev.caisson.value.Scheduler;
import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets containers run while somebody is connected to them: starts or thaws one for the first
/// connection, freezes it when nobody has been connected for a while, and stops it after as long
/// again.
///
/// 1. Those who come during a start wait for it: there is one start, and one failure for all.
/// 2. Whether somebody is connected is asked again in the container's mailbox, just before it is
///    frozen; who connects later is behind that in the mailbox and thaws it.
/// 3. Who comes during a stop waits for its end.
/// 4. A container with an exec session that runs does not rest; it is looked at again as often as
///    it would.
final class DemandKeeper implements OnDemand {
    private static final Logger LOG = LoggerFactory.getLogger(DemandKeeper.class);

    private final Crew crew;
    private final ContainerIndex index;
    private final Map<ContainerId, CompletableFuture<Void>> waking = new ConcurrentHashMap<>();
    private final Map<ContainerId, CompletableFuture<Void>> stopping = new ConcurrentHashMap<>();
    private final Map<ContainerId, Scheduler.Task> resting = new ConcurrentHashMap<>();

    DemandKeeper(Crew crew, ContainerIndex index) {
        this.crew = crew;
        this.index = index;
    }

    @Override
    public CompletionStage<Void> wake(ContainerId container) {
        var actor = index.find(container);
        if (actor.isEmpty()) {
            return CompletableFuture.failedFuture(new ConnectException("it was removed"));
        }
        var mine = new CompletableFuture<Void>();
        var others = waking.putIfAbsent(container, mine);
        if (others != null) return others;
        var end = stopping.getOrDefault(container, CompletableFuture.completedFuture(null));
        var _ =
                end.handle((_, _) -> true)
                        .thenCompose(_ -> actor.get().wake())
                        .whenComplete((_, failure) -> woken(actor.get(), mine, failure));
        return mine;
    }

    private void woken(
            ContainerActor actor,
            CompletableFuture<Void> waiting,
            @org.jspecify.annotations.Nullable Throwable failure) {
        waking.remove(actor.id());
        if (failure == null) {
            waiting.complete(null);
            return;
        }
        var text = text(failure);
        LOG.warn(
                "id={} name={} cannot be started for a connection: {}",
                actor.id().shortForm(),
                actor.snapshot().name(),
                text);
        crew.events().publish(actor.snapshot(), "on-demand-failed", Map.of("error", text));
        waiting.completeExceptionally(failure);
    }

    private static String text(Throwable failure) {
        var cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof Fault fault ? fault.text() : String.valueOf(cause.getMessage());
    }

    @Override
    public void connected(ContainerId container, int count) {
        var planned = resting.remove(container);
        if (planned != null) planned.cancel();
        if (isUnused(container)) index.find(container).ifPresent(it -> plan(it, this::freeze));
    }

    /// A daemon has begun: nobody is connected, whatever runs may rest.
    void begin(ContainerActor actor) {
        if (crew.services().kernel().networks().standby(actor.id()).isPresent()) {
            connected(actor.id(), 0);
        }
    }

    private boolean isUnused(ContainerId container) {
        return crew.services().kernel().networks().connections(container) == 0;
    }

    private void plan(ContainerActor actor, Consumer<ContainerActor> rest) {
        var idle = PublicationPlan.idle(actor.snapshot().definition().spec());
        if (idle.isEmpty()) return;
        var task = crew.services().scheduler().after(idle.get(), () -> rest.accept(actor));
        var before = resting.put(actor.id(), task);
        if (before != null) before.cancel();
    }

    private void freeze(ContainerActor actor) {
        var _ =
                actor.rest(() -> isUnused(actor.id()) && !actor.execs().areRunning())
                        .whenComplete(
                                (frozen, failure) -> {
                                    if (failure != null) tell(actor, failure);
                                    else if (frozen) plan(actor, this::stop);
                                    else if (isUnused(actor.id()) && actor.execs().areRunning()) {
                                        plan(actor, this::freeze);
                                    }
                                });
    }

    private void stop(ContainerActor actor) {
        var end = new CompletableFuture<Void>();
        if (stopping.putIfAbsent(actor.id(), end) != null) return;
        try {
            boolean used = !isUnused(actor.id()) || actor.execs().areRunning();
            if (!used) new Container(crew, actor).rest();
        } catch (Fault failure) {
            tell(actor, failure);
        } finally {
            stopping.remove(actor.id());
            end.complete(null);
        }
    }

    private static void tell(ContainerActor actor, Throwable failure) {
        LOG.warn("id={} cannot rest, leaving it: {}", actor.id().shortForm(), text(failure));
    }
}
