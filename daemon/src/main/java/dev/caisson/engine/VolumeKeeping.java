package dev.caisson.engine;

import dev.caisson.container.view.SnapshotView;
import dev.caisson.container.view.VolumeView;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.registry.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/// What one can do with volumes beyond Docker: other names, copies, snapshots, archives.
public interface VolumeKeeping {
    VolumeView rename(String name, String changed);

    /// Makes a volume with the files of another.
    VolumeView copy(String name, String copy);

    /// @param snapshot its name; empty for the time
    SnapshotView snapshot(String name, String snapshot);

    /// The oldest first.
    List<SnapshotView> snapshots(String name);

    void removeSnapshot(String name, String snapshot);

    /// @throws dev.caisson.fault.Conflict `VOLUME_RUNNING` while a container runs that has it
    void restore(String name, String snapshot);

    /// Makes a volume with the files of a snapshot.
    VolumeView copySnapshot(String name, String snapshot, String copy);

    /// Writes the files as a tar.
    ///
    /// @param pause freeze who has it meanwhile
    /// @param zstd compress it
    void export(String name, boolean pause, boolean zstd, OutputStream out) throws IOException;

    /// Makes a volume of a tar, plain or compressed.
    VolumeView make(String name, InputStream archive);

    /// Sends the files to a registry, as an artifact with one layer.
    ///
    /// @return of its manifest
    Digest push(String name, ImageReference to, Credentials credentials)
            throws IOException, InterruptedException;

    /// Makes a volume of what [#push] sent.
    VolumeView pull(String name, ImageReference from, Credentials credentials)
            throws IOException, InterruptedException;
}
