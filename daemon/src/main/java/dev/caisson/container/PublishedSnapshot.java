package dev.caisson.container;

import dev.caisson.fault.Fault;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What others see of a container, and what the disk has of it. Written by the container's actor
/// alone.
final class PublishedSnapshot {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedSnapshot.class);

    private final ContainerStore store;
    private final Changes changes;
    private volatile Snapshot snapshot;

    PublishedSnapshot(ContainerStore store, Changes changes, Snapshot snapshot) {
        this.store = store;
        this.changes = changes;
        this.snapshot = snapshot;
    }

    Snapshot get() {
        return snapshot;
    }

    /// Writes the state, then shows it.
    ///
    /// @throws Fault when it cannot be written; nothing has changed then
    void publish(Snapshot changed) {
        store.writeState(changed);
        show(changed);
    }

    /// For what has happened already, or must not fail for want of disk.
    void publishAnyway(Snapshot changed) {
        try {
            publish(changed);
        } catch (Fault unwritten) {
            LOG.warn(
                    "id={} its state is not written, keeping it in memory: {}",
                    changed.id().shortForm(),
                    unwritten.text());
            show(changed);
        }
    }

    /// An end: its state, and one more run in the history.
    void ended(ContainerState state, RunOutcome outcome) {
        var history = snapshot.history().with(PastRun.of(outcome));
        publishAnyway(snapshot.with(history).with(state));
    }

    /// Keeps another history with the same state.
    void remember(UnaryOperator<Snapshot.History> change) {
        publishAnyway(snapshot.with(change.apply(snapshot.history())));
    }

    /// Writes a changed name or definition, then shows it.
    ///
    /// @throws Fault when it cannot be written; nothing has changed then
    void redefine(Snapshot changed) {
        store.writeSpec(changed);
        show(changed);
    }

    /// Shows what needs no place on the disk.
    void show(Snapshot changed) {
        snapshot = changed;
        changes.happened();
    }
}
