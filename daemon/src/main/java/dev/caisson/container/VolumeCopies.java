package dev.caisson.container;

import dev.caisson.container.plan.MountPoint;
import dev.caisson.container.view.SnapshotView;
import dev.caisson.container.view.VolumeView;
import dev.caisson.container.volume.SnapshotShelf;
import dev.caisson.container.volume.StoredVolume;
import dev.caisson.container.volume.VolumeTree;
import dev.caisson.container.volume.Volumes;
import dev.caisson.event.EventType;
import dev.caisson.fault.Conflict;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.NsThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Copies of whole volumes: clones, snapshots, archives.
///
/// 1. While files are copied, every container that runs and has the volume is frozen, and what was
///    paused stays paused. On a file system that shares blocks between files that is an instant.
/// 2. What is made appears whole or not at all.
/// 3. Files are put back only while no container runs that has the volume.
public final class VolumeCopies {
    private final Services services;
    private final ContainerIndex index;
    private final Deletions deletions;
    private final VolumeTree trees;
    private final SnapshotShelf snapshots;

    VolumeCopies(Services services, ContainerIndex index, Deletions deletions) {
        this.services = services;
        this.index = index;
        this.deletions = deletions;
        trees = new VolumeTree(services.kernel().syscalls());
        snapshots = new SnapshotShelf(services.disk().volumes());
    }

    private Volumes volumes() {
        return services.disk().volumes();
    }

    /// Makes a volume with the files of another.
    ///
    /// @throws dev.caisson.fault.Conflict `VOLUME_NAME_TAKEN`
    public VolumeView copy(String name, String copy) {
        var from = volumes().required(name);
        var made = filled(from, copy, data -> frozen(from, files -> trees.copy(files, data)));
        tell("create", copy, Map.of("clonedFrom", name));
        return made;
    }

    /// Makes a volume with the files of a snapshot.
    ///
    /// @throws dev.caisson.fault.NotFound `SNAPSHOT_NOT_FOUND`
    /// @throws dev.caisson.fault.Conflict `VOLUME_NAME_TAKEN`
    public VolumeView copySnapshot(String name, String snapshot, String copy) {
        var from = volumes().required(name);
        var kept = snapshots.data(from, snapshot);
        var made =
                filled(from, copy, data -> NsThread.run("restore", () -> trees.copy(kept, data)));
        tell("create", copy, Map.of("clonedFrom", name, "snapshot", snapshot));
        return made;
    }

    private VolumeView filled(StoredVolume from, String name, Work copy) {
        var made = make(name, from.labels(), size(from));
        try {
            copy.with(volumes().data(made));
            Blocking.run(() -> trees.sync(volumes().data(made)));
        } catch (IOException | RuntimeException failure) {
            throw takenBack(made, failure);
        }
        return volumes().view(made);
    }

    /// A copy may hold as much as what it was made of.
    private static Map<String, String> size(StoredVolume volume) {
        var options = volume.options();
        return options.keySet().equals(Set.of("size")) ? options : Map.of();
    }

    private StoredVolume make(
            String name, Map<String, String> labels, Map<String, String> options) {
        var created = Blocking.call(() -> volumes().create(name, labels, options, false));
        if (!created.made()) throw Faults.of(FaultCode.VOLUME_NAME_TAKEN, name);
        return created.stored();
    }

    private RuntimeException takenBack(StoredVolume made, Exception failure) {
        deletions.delete(List.of(volumes().forget(made)));
        if (failure instanceof RuntimeException unchecked) return unchecked;
        return Faults.of(FaultCode.VOLUME_FAILED, made.name(), String.valueOf(failure));
    }

    /// Keeps the files as they are now.
    ///
    /// @param snapshot its name; empty for the time
    /// @throws dev.caisson.fault.Conflict `SNAPSHOT_NAME_TAKEN`
    public SnapshotView snapshot(String name, String snapshot) {
        var volume = volumes().required(name);
        var chosen = snapshot.isEmpty() ? snapshots.timeName(services.clock()) : snapshot;
        snapshots.requireFree(volume, chosen);
        var temporary = snapshots.begin(volume);
        try {
            frozen(volume, files -> trees.copy(files, temporary));
            Blocking.run(() -> trees.sync(temporary));
            var made = Blocking.call(() -> snapshots.publish(volume, temporary, chosen));
            tell("snapshot", name, Map.of("snapshot", chosen));
            return made;
        } catch (IOException failure) {
            deletions.delete(List.of(snapshots.whole(temporary)));
            throw Faults.of(FaultCode.VOLUME_FAILED, name, String.valueOf(failure));
        } catch (RuntimeException failure) {
            deletions.delete(List.of(snapshots.whole(temporary)));
            throw failure;
        }
    }

    /// The oldest first.
    public List<SnapshotView> snapshots(String name) {
        return Blocking.call(() -> snapshots.of(volumes().required(name)));
    }

    /// @throws dev.caisson.fault.NotFound `SNAPSHOT_NOT_FOUND`
    public void removeSnapshot(String name, String snapshot) {
        var volume = volumes().required(name);
        deletions.delete(List.of(Blocking.call(() -> snapshots.forget(volume, snapshot))));
    }

    /// Puts the files of a snapshot in the place of those of now.
    ///
    /// @throws dev.caisson.fault.Conflict `VOLUME_RUNNING` while a container runs that has it
    public void restore(String name, String snapshot) {
        var volume = volumes().required(name);
        var kept = snapshots.data(volume, snapshot);
        requireStopped(volume);
        var temporary = snapshots.begin(volume);
        try {
            volumes().limitAs(volume, temporary);
            services.disk().disposal().quotas().run("restore", () -> trees.copy(kept, temporary));
            requireStopped(volume);
            trees.exchange(temporary, volumes().data(volume));
        } catch (IOException failure) {
            throw Faults.of(FaultCode.VOLUME_FAILED, name, String.valueOf(failure));
        } finally {
            deletions.delete(List.of(snapshots.whole(temporary)));
        }
        tell("restore", name, Map.of("snapshot", snapshot));
    }

    /// Writes the files as a tar.
    ///
    /// @param pause freeze who has it meanwhile
    public void export(String name, boolean pause, OutputStream out) throws IOException {
        var volume = volumes().required(name);
        if (pause) {
            frozen(volume, files -> trees.write(files, out));
        } else {
            reading(volume, files -> trees.write(files, out));
        }
    }

    /// Makes a volume of a tar, plain or compressed.
    ///
    /// @throws dev.caisson.fault.Conflict `VOLUME_NAME_TAKEN`
    public VolumeView make(String name, Map<String, String> labels, InputStream archive) {
        var made = make(name, labels, Map.of());
        try {
            services.disk()
                    .disposal()
                    .quotas()
                    .run("import", () -> trees.read(archive, volumes().data(made)));
        } catch (IOException | RuntimeException failure) {
            throw takenBack(made, failure);
        }
        tell("create", name, Map.of());
        return volumes().view(made);
    }

    private interface Work {
        void with(Path files) throws IOException;
    }

    private void reading(StoredVolume volume, Work work) throws IOException {
        var user = "copy-" + UUID.randomUUID();
        var mounts = services.disk().volumeMounts();
        var source = Blocking.call(() -> mounts.acquire(volume, user));
        try {
            services.disk().disposal().quotas().run("volume", () -> work.with(source.path()));
        } finally {
            mounts.release(user);
        }
    }

    private void frozen(StoredVolume volume, Work work) throws IOException {
        var stopped = new ArrayList<ContainerActor>();
        try {
            for (var actor : running(volume)) if (freeze(actor)) stopped.add(actor);
            reading(volume, work);
        } finally {
            stopped.forEach(VolumeCopies::thaw);
        }
    }

    private List<ContainerActor> running(StoredVolume volume) {
        var data = volumes().data(volume).toString();
        return index.all().stream()
                .filter(actor -> Transition.runs(actor.snapshot().state()))
                .filter(
                        actor ->
                                actor.snapshot().definition().mounts().stream()
                                        .filter(point -> point.kind() == MountPoint.Kind.VOLUME)
                                        .anyMatch(point -> point.source().equals(data)))
                .toList();
    }

    private void requireStopped(StoredVolume volume) {
        var running = running(volume);
        if (running.isEmpty()) return;
        var names = running.stream().map(actor -> actor.snapshot().name().value()).toList();
        throw Faults.of(FaultCode.VOLUME_RUNNING, volume.name(), String.join(", ", names));
    }

    private static boolean freeze(ContainerActor actor) {
        try {
            Container.await(actor.pause());
            return true;
        } catch (Conflict stillOrEnded) {
            return false; // paused by somebody, or it does not run any more
        }
    }

    private static void thaw(ContainerActor actor) {
        try {
            Container.await(actor.unpause());
        } catch (Fault endedMeanwhile) {
            // killed or thawed by somebody
        }
    }

    private void tell(String action, String name, Map<String, String> more) {
        var attributes = new java.util.HashMap<>(more);
        attributes.put("driver", "local");
        services.events().publish(EventType.VOLUME, action, name, attributes);
    }
}
