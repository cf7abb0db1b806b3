package dev.caisson.container;

import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;

/// A container at one moment: what its actor last published.
public record Snapshot(
        Definition definition, ContainerName name, ContainerState state, History history) {
    /// What a restart policy remembers.
    ///
    /// @param restarts how often the engine started it again by itself
    /// @param stoppedByUser true when a user stopped it and nobody has started it since
    public record History(int restarts, boolean stoppedByUser) {
        static final History NEW = new History(0, false);
    }

    public ContainerId id() {
        return definition.id();
    }

    Snapshot with(ContainerState changed) {
        return new Snapshot(definition, name, changed, history);
    }

    Snapshot with(ContainerName changed) {
        return new Snapshot(definition, changed, state, history);
    }

    Snapshot with(History changed) {
        return new Snapshot(definition, name, state, changed);
    }

    Snapshot with(Definition changed) {
        return new Snapshot(changed, name, state, history);
    }
}
