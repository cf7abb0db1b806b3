package dev.caisson.engine;

import dev.caisson.container.ContainerRoom;
import dev.caisson.container.VolumeCopies;
import dev.caisson.container.VolumeShelf;
import dev.caisson.container.view.SnapshotView;
import dev.caisson.container.view.VolumeView;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.layer.LayerCodec;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.Registries;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What one can do with volumes beyond Docker, carried out by the container room.
final class VolumeKeepingUseCases implements VolumeKeeping {
    private final VolumeShelf shelf;
    private final VolumeCopies copies;
    private final VolumeArtifact artifact;

    /// @param temporary for what is sent to a registry
    VolumeKeepingUseCases(ContainerRoom room, Registries registries, Path temporary) {
        shelf = room.volumes();
        copies = room.volumeCopies();
        artifact = new VolumeArtifact(registries, temporary);
    }

    @Override
    public VolumeView rename(String name, String changed) {
        return shelf.rename(name, changed);
    }

    @Override
    public VolumeView copy(String name, String copy) {
        return copies.copy(name, copy);
    }

    @Override
    public SnapshotView snapshot(String name, String snapshot) {
        return copies.snapshot(name, snapshot);
    }

    @Override
    public List<SnapshotView> snapshots(String name) {
        return copies.snapshots(name);
    }

    @Override
    public void removeSnapshot(String name, String snapshot) {
        copies.removeSnapshot(name, snapshot);
    }

    @Override
    public void restore(String name, String snapshot) {
        copies.restore(name, snapshot);
    }

    @Override
    public VolumeView copySnapshot(String name, String snapshot, String copy) {
        return copies.copySnapshot(name, snapshot, copy);
    }

    @Override
    public void export(String name, boolean pause, boolean zstd, OutputStream out)
            throws IOException {
        if (!zstd) {
            copies.export(name, pause, out);
            return;
        }
        try (var packed = LayerCodec.zstd(out)) {
            copies.export(name, pause, packed);
        }
    }

    @Override
    public VolumeView make(String name, InputStream archive) {
        return copies.make(name, Map.of(), archive);
    }

    @Override
    public Digest push(String name, ImageReference to, Credentials credentials)
            throws IOException, InterruptedException {
        var volume = shelf.find(name);
        return artifact.push(volume, to, credentials, out -> export(name, true, true, out));
    }

    @Override
    public VolumeView pull(String name, ImageReference from, Credentials credentials)
            throws IOException, InterruptedException {
        return artifact.pull(
                from, credentials, (labels, archive) -> copies.make(name, labels, archive));
    }
}
