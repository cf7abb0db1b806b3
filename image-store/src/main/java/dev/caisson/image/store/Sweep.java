package dev.caisson.image.store;

import dev.caisson.image.Digest;
import dev.caisson.image.blob.BlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;

/// Removes blobs and layers that nothing needs.
///
/// A damaged image's parts cannot be told from garbage: while one is in the catalogue nothing is,
/// so that a repair can start from what there is.
final class Sweep {
    private final BlobStore blobs;
    private final LayerLibrary layers;
    private final Leases leases;

    Sweep(BlobStore blobs, LayerLibrary layers, Leases leases) {
        this.blobs = blobs;
        this.layers = layers;
        this.leases = leases;
    }

    /// What the catalogue needs.
    ///
    /// @param isKnown false when an image cannot be read that may need more
    record Needed(Set<Digest> blobs, Set<Digest> layers, boolean isKnown) {}

    /// Looks at everything.
    ///
    /// @return bytes freed
    long all(Needed needed, Set<Digest> layersInUse) throws IOException {
        long freed = temporary();
        if (!needed.isKnown()) return freed;
        for (var blob : blobs.all()) {
            var digest = blob.digest();
            if (needed.blobs().contains(digest)) continue;
            if (leases.removeUnlessHeld(digest, () -> blobs.remove(digest))) freed += blob.size();
        }
        for (var part : blobs.partials()) {
            var digest = part.digest();
            if (needed.blobs().contains(digest)) continue;
            if (leases.removeUnlessHeld(digest, () -> blobs.removePartial(digest))) {
                freed += part.size();
            }
        }
        for (var layer : layers.all()) {
            var diffId = layer.diffId();
            if (needed.layers().contains(diffId) || layersInUse.contains(diffId)) continue;
            if (leases.removeUnlessHeld(diffId, () -> layers.remove(diffId))) {
                freed += layer.size();
            }
        }
        return freed;
    }

    private long temporary() throws IOException {
        long freed = layers.sweep();
        for (var file : blobs.abandoned()) {
            freed += Files.size(file);
            Files.delete(file);
        }
        return freed;
    }

    /// Looks at the blobs among these digests: what a failed or partly used operation brought.
    void remove(Set<Digest> digests, Needed needed) throws IOException {
        if (!needed.isKnown()) return;
        for (var digest : digests) {
            if (needed.blobs().contains(digest)) continue;
            leases.removeUnlessHeld(
                    digest,
                    () -> {
                        blobs.remove(digest);
                        blobs.removePartial(digest);
                    });
        }
    }

    /// Looks at the layers among these DiffIDs.
    void removeLayers(Set<Digest> diffIds, Needed needed, Set<Digest> layersInUse)
            throws IOException {
        if (!needed.isKnown()) return;
        for (var diffId : diffIds) {
            if (needed.layers().contains(diffId) || layersInUse.contains(diffId)) continue;
            leases.removeUnlessHeld(diffId, () -> layers.remove(diffId));
        }
    }
}
