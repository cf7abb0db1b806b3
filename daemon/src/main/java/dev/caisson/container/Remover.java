package dev.caisson.container;

import dev.caisson.container.ContainerState.Created;
import dev.caisson.container.ContainerState.Dead;
import dev.caisson.container.ContainerState.Exited;
import dev.caisson.container.ContainerState.Paused;
import dev.caisson.container.ContainerState.Removing;
import dev.caisson.container.ContainerState.Restarting;
import dev.caisson.container.ContainerState.Running;
import dev.caisson.container.plan.MountPoint;
import dev.caisson.event.EventType;
import dev.caisson.fault.Fault;
import dev.caisson.sys.Blocking;
import dev.caisson.value.ContainerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes a container out of the world: out of sight first, by one rename; its files are deleted
/// behind everybody's back, and at the next start of the daemon when that is interrupted.
final class Remover {
    private final Services services;
    private final ContainerIndex index;
    private final NameRegistry names;
    private final ContainerEvents events;
    private final Deletions deletions;

    Remover(Services services, ContainerIndex index, NameRegistry names, ContainerEvents events) {
        this.services = services;
        this.index = index;
        this.names = names;
        this.events = events;
        deletions = new Deletions(services.disk().disposal());
    }

    Deletions deletions() {
        return deletions;
    }

    NameRegistry names() {
        return names;
    }

    /// @param publish of the states in between
    /// @param volumes also those without a name
    void remove(
            Snapshot container, ExecSessions execs, Consumer<Snapshot> publish, boolean volumes) {
        var last = last(container.state());
        publish.accept(container.with(new Removing(last)));
        var id = container.id();
        Optional<Path> discarded;
        try {
            execs.close();
            discarded = Blocking.call(() -> services.disk().store().discard(id));
        } catch (Fault failure) {
            publish.accept(container.with(new Dead(last)));
            throw failure;
        }
        index.remove(id);
        names.release(container.name(), id);
        events.publish(container, "destroy");
        if (volumes) removeAnonymousVolumes(container);
        discarded.ifPresent(directory -> delete(id, directory));
    }

    /// The log stays as long as somebody reads it.
    private void delete(ContainerId id, Path discarded) {
        var unread = services.streams().unread(services.disk().paths().log(id));
        if (!unread.isDone()) deletions.delete(List.of(ContainerPaths.upper(discarded)));
        var _ = unread.thenRun(() -> deletions.delete(List.of(discarded)));
    }

    /// Those nobody gave a name and no other container has.
    private void removeAnonymousVolumes(Snapshot container) {
        var all = services.disk().volumes();
        var asked = container.definition().spec().mounts();
        for (var point : container.definition().mounts()) {
            if (point.kind() != MountPoint.Kind.VOLUME || asked.names(point.name())) continue;
            if (usedByOthers(container, point)) continue;
            all.at(point.source())
                    .ifPresent(
                            volume -> {
                                deletions.delete(List.of(all.forget(volume)));
                                services.events()
                                        .publish(
                                                EventType.VOLUME,
                                                "destroy",
                                                volume.name(),
                                                Map.of("driver", "local"));
                            });
        }
    }

    private boolean usedByOthers(Snapshot container, MountPoint volume) {
        return index.all().stream()
                .map(ContainerActor::snapshot)
                .filter(other -> !other.id().equals(container.id()))
                .flatMap(other -> other.definition().mounts().stream())
                .anyMatch(point -> point.source().equals(volume.source()));
    }

    private static @Nullable RunOutcome last(ContainerState state) {
        return switch (state) {
            case Exited(var last) -> last;
            case Restarting(var last) -> last;
            case Removing(var last) -> last;
            case Dead(var last) -> last;
            case Created _, Running _, Paused _ -> null;
        };
    }
}
