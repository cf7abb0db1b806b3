package dev.caisson.container;

import dev.caisson.container.ContainerState.Paused;
import dev.caisson.container.ContainerState.Running;
import dev.caisson.sys.Blocking;

/// Stops the processes of a container without ending them, and lets them go on. In its mailbox.
final class Freezing {
    private final PublishedSnapshot published;
    private final ContainerEvents events;

    Freezing(PublishedSnapshot published, ContainerEvents events) {
        this.published = published;
        this.events = events;
    }

    /// @param run of a container whose state is Running
    void freeze(Run run) {
        var running = (Running) published.get().state();
        Blocking.run(() -> run.cgroup().freeze());
        published.publishAnyway(published.get().with(new Paused(running)));
        events.publish(published.get(), "pause");
    }

    /// @param run of a container whose state is Paused
    void thaw(Run run) {
        var running = ((Paused) published.get().state()).running();
        Blocking.run(() -> run.cgroup().thaw());
        published.publishAnyway(published.get().with(running));
        events.publish(published.get(), "unpause");
    }
}
