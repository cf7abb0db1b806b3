package dev.caisson.front.docker;

import dev.caisson.container.view.SnapshotView;
import dev.caisson.container.view.VolumeView;
import dev.caisson.engine.VolumeKeeping;
import dev.caisson.engine.Volumes;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.registry.Credentials;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/// Knows which volumes exist, and keeps nothing of them.
final class FakeVolumeKeeping implements VolumeKeeping {
    private final Volumes volumes;

    FakeVolumeKeeping(Volumes volumes) {
        this.volumes = volumes;
    }

    @Override
    public VolumeView rename(String name, String changed) {
        var _ = volumes.inspect(name);
        volumes.remove(name, true);
        return make(changed);
    }

    @Override
    public VolumeView copy(String name, String copy) {
        var _ = volumes.inspect(name);
        return make(copy);
    }

    private VolumeView make(String name) {
        return volumes.create(name, "local", Map.of(), Map.of());
    }

    @Override
    public SnapshotView snapshot(String name, String snapshot) {
        return new SnapshotView(snapshot, volumes.inspect(name).created());
    }

    @Override
    public List<SnapshotView> snapshots(String name) {
        var _ = volumes.inspect(name);
        return List.of();
    }

    @Override
    public void removeSnapshot(String name, String snapshot) {
        throw Faults.of(FaultCode.SNAPSHOT_NOT_FOUND, name, snapshot);
    }

    @Override
    public void restore(String name, String snapshot) {
        throw Faults.of(FaultCode.SNAPSHOT_NOT_FOUND, name, snapshot);
    }

    @Override
    public VolumeView copySnapshot(String name, String snapshot, String copy) {
        throw Faults.of(FaultCode.SNAPSHOT_NOT_FOUND, name, snapshot);
    }

    @Override
    public void export(String name, boolean pause, boolean zstd, OutputStream out) {
        var _ = volumes.inspect(name);
    }

    @Override
    public VolumeView make(String name, InputStream archive) {
        return make(name);
    }

    @Override
    public Digest push(String name, ImageReference to, Credentials credentials) {
        var _ = volumes.inspect(name);
        return Digest.of(new byte[0]);
    }

    @Override
    public VolumeView pull(String name, ImageReference from, Credentials credentials) {
        return make(name);
    }
}
