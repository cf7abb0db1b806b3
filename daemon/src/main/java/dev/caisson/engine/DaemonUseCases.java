package dev.caisson.engine;

import dev.caisson.container.Container;
import dev.caisson.container.ContainerRoom;
import dev.caisson.container.ContainerState;
import dev.caisson.event.EventBus;
import dev.caisson.event.EventFilter;
import dev.caisson.event.EventSubscription;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageStore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the engine says of itself.
public final class DaemonUseCases implements Daemon {
    private final ContainerRoom room;
    private final ImageStore images;
    private final Cgroups cgroups;
    private final EventBus events;
    private final Facts facts;
    private final HostReport host = HostReport.read();

    /// What the composition root knows.
    public record Facts(
            String version,
            String apiVersion,
            String leastApiVersion,
            Paths paths,
            Settings settings) {}

    /// @param cgroups what the host's control groups can do
    public DaemonUseCases(
            ContainerRoom room, ImageStore images, Cgroups cgroups, EventBus events, Facts facts) {
        this.room = room;
        this.images = images;
        this.cgroups = cgroups;
        this.events = events;
        this.facts = facts;
    }

    @Override
    public DaemonVersion version() {
        return new DaemonVersion(
                facts.version(),
                facts.apiVersion(),
                facts.leastApiVersion(),
                "",
                Runtime.version().toString(),
                "linux",
                host.goArchitecture(),
                host.kernel(),
                "");
    }

    @Override
    public DaemonInfo info() {
        return new DaemonInfo(
                host.machineId(),
                counts(),
                host.now(),
                cgroups,
                facts.paths(),
                facts.settings(),
                facts.settings().cgroupNamespaces()
                        ? List.of("name=seccomp,profile=builtin", "name=cgroupns")
                        : List.of("name=seccomp,profile=builtin"),
                List.of());
    }

    @Override
    public EventSubscription events(
            EventFilter filter, @Nullable Instant since, @Nullable Instant until) {
        return events.subscribe(filter, since, until);
    }

    @Override
    public Metrics metrics() {
        return new Metrics(room.counters(), events.lastSequence(), events.subscribers());
    }

    @Override
    public void shutdown() {
        room.shutdown();
    }

    private Counts counts() {
        int running = 0;
        int paused = 0;
        int stopped = 0;
        for (Container container : room.all()) {
            switch (container.snapshot().state()) {
                case ContainerState.Running _, ContainerState.Restarting _ -> running++;
                case ContainerState.Paused _ -> paused++;
                case ContainerState.Created _,
                        ContainerState.Exited _,
                        ContainerState.Removing _,
                        ContainerState.Dead _ ->
                        stopped++;
            }
        }
        return new Counts(
                running + paused + stopped,
                running,
                paused,
                stopped,
                images.list(ImageFilters.all()).size());
    }
}
