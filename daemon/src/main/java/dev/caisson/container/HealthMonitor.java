package dev.caisson.container;

import dev.caisson.container.HealthSettings.OnFailure;
import dev.caisson.container.plan.Signals;
import dev.caisson.container.view.HealthView;
import dev.caisson.fault.Fault;
import dev.caisson.value.Scheduler;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks the health of one container while it runs, and does what is wanted when it is bad.
///
/// Each run has a watch of its own; a check that ends after its run has is dropped. While the
/// container is paused nothing is checked. One check begins when the pause after the last is over,
/// so two never run at once.
final class HealthMonitor {
    private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);

    private final Crew crew;
    private final ContainerActor actor;
    private final HealthProbe probe;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable HealthRecord record;
    private @Nullable Watch watch;

    HealthMonitor(Crew crew, ContainerActor actor) {
        this.crew = crew;
        this.actor = actor;
        probe = new HealthProbe(crew.services(), actor);
    }

    /// One run under observation.
    private static final class Watch {
        final HealthSettings settings;
        Scheduler.@Nullable Task next;

        Watch(HealthSettings settings) {
            this.settings = settings;
        }
    }

    /// What was found so far; null when nothing is checked.
    @Nullable HealthView view() {
        var found = record;
        return found == null ? null : found.view();
    }

    /// The same with the run it is about, which may be over.
    @Nullable HealthRecord found() {
        return record;
    }

    /// Reads what an earlier daemon found.
    void restore() {
        record = crew.services().disk().store().health(actor.id()).orElse(null);
    }

    /// A run has begun, or was found again.
    ///
    /// @param since when the run began
    void begin(Instant since) {
        var settings = HealthSettings.of(actor.snapshot().definition().spec()).orElse(null);
        if (settings == null) return;
        lock.lock();
        try {
            var known = record;
            if (known == null || !known.run().equals(since)) save(HealthRecord.starting(since));
            else save(known);
            var begun = new Watch(settings);
            watch = begun;
            plan(begun);
        } finally {
            lock.unlock();
        }
    }

    /// The run has ended.
    void end() {
        lock.lock();
        try {
            var ending = watch;
            watch = null;
            if (ending == null) return;
            if (ending.next != null) ending.next.cancel();
            var last = record;
            if (last != null) save(last.ended());
        } finally {
            lock.unlock();
        }
    }

    private void plan(Watch observed) {
        var known = record;
        if (known == null) return;
        var services = crew.services();
        var pause = observed.settings.pause(known, services.clock().instant());
        observed.next = services.scheduler().after(pause, () -> check(observed));
    }

    private void check(Watch observed) {
        try {
            if (actor.snapshot().state() instanceof ContainerState.Running) {
                var result = probe.run(observed.settings);
                crew.counters().checked(result.exitCode() == 0);
                var changed = learn(observed, result);
                if (changed != null) changed(observed.settings, changed);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException failure) {
            LOG.warn("id={} health check failed, trying again", actor.id().shortForm(), failure);
        }
        lock.lock();
        try {
            if (observed == watch) plan(observed);
        } finally {
            lock.unlock();
        }
    }

    /// @return the new status; null when it is the old one or the run has ended
    private HealthRecord.@Nullable Status learn(Watch observed, HealthView.Probe result) {
        lock.lock();
        try {
            var before = record;
            if (observed != watch || before == null) return null;
            var after = before.after(result, observed.settings);
            save(after);
            return after.status() == before.status() ? null : after.status();
        } finally {
            lock.unlock();
        }
    }

    private void changed(HealthSettings settings, HealthRecord.Status status) {
        crew.events().publish(actor.snapshot(), "health_status: " + status.word());
        if (status != HealthRecord.Status.UNHEALTHY || settings.onFailure() == OnFailure.NONE) {
            return;
        }
        LOG.info(
                "id={} name={} is unhealthy, action={}",
                actor.id().shortForm(),
                actor.snapshot().name(),
                settings.onFailure());
        Thread.ofVirtual()
                .name("heal-" + actor.id().shortForm())
                .start(() -> act(settings.onFailure()));
    }

    private void act(OnFailure action) {
        var container = new Container(crew, actor);
        try {
            switch (action) {
                case NONE -> {
                    // nobody asked for more than the news
                }
                case KILL -> Container.await(actor.kill(Signals.SIGKILL, false));
                case STOP -> container.stop(null, null);
                case RESTART -> container.restart(null, null);
            }
        } catch (Fault failure) {
            LOG.warn(
                    "id={} is unhealthy and cannot be helped, leaving it: {}",
                    actor.id().shortForm(),
                    failure.text());
        }
    }

    private void save(HealthRecord changed) {
        record = changed;
        actor.changes().happened();
        boolean healthy = changed.status() == HealthRecord.Status.HEALTHY;
        crew.services().kernel().networks().ready(actor.id(), healthy);
        try {
            crew.services().disk().store().writeHealth(actor.id(), changed);
        } catch (Fault failure) {
            LOG.warn(
                    "id={} what was found cannot be kept, going on: {}",
                    actor.id().shortForm(),
                    failure.text());
        }
    }
}
