package dev.caisson.container;

import dev.caisson.container.view.VolumeView;
import dev.caisson.container.volume.StoredVolume;
import dev.caisson.container.volume.Volumes;
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
    private final Deletions deletions;

    VolumeShelf(Services services, ContainerIndex index, Deletions deletions) {
        volumes = services.disk().volumes();
        events = services.events();
        this.index = index;
        this.deletions = deletions;
    }

    /// @param name empty for a random one
    public VolumeView create(String name, Map<String, String> labels, Map<String, String> options) {
        var chosen = name.isEmpty() ? Volumes.anonymousName() : name;
        var created = Blocking.call(() -> volumes.create(chosen, labels, options, name.isEmpty()));
        if (created.made()) tell("create", chosen);
        return volumes.view(created.stored());
    }

    /// By name.
    public List<VolumeView> all() {
        return volumes.all().stream().map(volumes::view).toList();
    }

    /// @throws dev.caisson.fault.NotFound `VOLUME_NOT_FOUND`
    public VolumeView find(String name) {
        return volumes.view(volumes.required(name));
    }

    /// Gives it another name; containers that have it keep it.
    ///
    /// @throws dev.caisson.fault.NotFound `VOLUME_NOT_FOUND`
    /// @throws dev.caisson.fault.Conflict `VOLUME_NAME_TAKEN`
    public VolumeView rename(String name, String changed) {
        var renamed = Blocking.call(() -> volumes.rename(name, changed));
        events.publish(
                EventType.VOLUME, "rename", changed, Map.of("driver", "local", "oldName", name));
        return volumes.view(renamed);
    }

    /// Containers that have it among their mounts, running or not.
    public List<ContainerId> users(String name) {
        return volumes.find(name).map(this::users).orElse(List.of()).stream()
                .map(Snapshot::id)
                .toList();
    }

    private List<Snapshot> users(StoredVolume volume) {
        var data = volumes.data(volume).toString();
        return index.all().stream()
                .map(ContainerActor::snapshot)
                .filter(
                        container ->
                                container.definition().mounts().stream()
                                        .anyMatch(point -> point.source().equals(data)))
                .toList();
    }

    /// Bytes of its data.
    public long size(String name) {
        return Blocking.call(() -> TreeSize.of(Path.of(find(name).mountpoint())));
    }

    /// @throws dev.caisson.fault.NotFound `VOLUME_NOT_FOUND`
    /// @throws dev.caisson.fault.Conflict `VOLUME_IN_USE`
    public void remove(String name) {
        var volume = volumes.required(name);
        var users = users(volume);
        if (!users.isEmpty()) {
            var ids = users.stream().map(container -> container.id().value()).toList();
            throw Faults.of(FaultCode.VOLUME_IN_USE, name, String.join(", ", ids));
        }
        deletions.delete(List.of(Blocking.call(() -> volumes.forget(volume))));
        tell("destroy", name);
    }

    private void tell(String action, String name) {
        events.publish(EventType.VOLUME, action, name, Map.of("driver", "local"));
    }
}
