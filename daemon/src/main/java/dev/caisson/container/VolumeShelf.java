package dev.caisson.container;

import dev.caisson.container.view.VolumeView;
import dev.caisson.event.EventBus;
import dev.caisson.event.EventType;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.sys.Blocking;
import dev.caisson.value.ContainerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The volumes of this daemon, and which containers use them.
public final class VolumeShelf {
    private final Volumes volumes;
    private final ContainerIndex index;
    private final EventBus events;

    VolumeShelf(Volumes volumes, ContainerIndex index, EventBus events) {
        this.volumes = volumes;
        this.index = index;
        this.events = events;
    }

    /// @param name empty for a random one
    public VolumeView create(String name, Map<String, String> labels, Map<String, String> options) {
        var chosen = name.isEmpty() ? volumes.anonymousName() : name;
        var created = Blocking.call(() -> volumes.create(chosen, labels, options, name.isEmpty()));
        if (created.made()) tell("create", chosen);
        return volumes.view(created.stored());
    }

    /// By name.
    public List<VolumeView> all() {
        return Blocking.call(volumes::all).stream().map(volumes::view).toList();
    }

    /// @throws dev.caisson.fault.NotFound `VOLUME_NOT_FOUND`
    public VolumeView find(String name) {
        return Blocking.call(() -> volumes.find(name))
                .map(volumes::view)
                .orElseThrow(() -> Faults.of(FaultCode.VOLUME_NOT_FOUND, name));
    }

    /// Containers that have it among their mounts, running or not.
    public List<ContainerId> users(String name) {
        return index.all().stream()
                .map(ContainerActor::snapshot)
                .filter(
                        container ->
                                container.definition().mounts().stream()
                                        .anyMatch(point -> point.name().equals(name)))
                .map(Snapshot::id)
                .toList();
    }

    /// Bytes of its data.
    public long size(String name) {
        return Blocking.call(() -> TreeSize.of(Path.of(find(name).mountpoint())));
    }

    /// @throws dev.caisson.fault.NotFound `VOLUME_NOT_FOUND`
    /// @throws dev.caisson.fault.Conflict `VOLUME_IN_USE`
    public void remove(String name) {
        var found = find(name);
        var users = users(name);
        if (!users.isEmpty()) {
            var ids = users.stream().map(ContainerId::value).toList();
            throw Faults.of(FaultCode.VOLUME_IN_USE, name, String.join(", ", ids));
        }
        Blocking.run(() -> volumes.remove(found.name()));
        tell("destroy", name);
    }

    private void tell(String action, String name) {
        events.publish(EventType.VOLUME, action, name, Map.of("driver", "local"));
    }
}
