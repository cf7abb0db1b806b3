package dev.caisson.image.store;

import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Manifest;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.json.ConfigJson;
import dev.caisson.image.pull.Intake;
import dev.caisson.image.pull.LayerProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An image that is being pulled into the store.
final class StoreIntake implements Intake {
    private final Shelves shelves;
    private final Leases.Lease lease;
    private final Entry entry;
    private @Nullable Digest coming;
    private @Nullable StoredImage present;
    private volatile boolean isRefused;

    StoreIntake(Shelves shelves, Leases.Lease lease, Entry entry) {
        this.shelves = shelves;
        this.lease = lease;
        this.entry = entry;
    }

    /// Where the parts go.
    record Shelves(
            BlobStore blobs,
            LayerLibrary layers,
            StoredImages documents,
            LayerTransfers transfers,
            PendingPulls pending) {}

    /// The store's catalogue, for one image.
    interface Entry {
        Image enter(Arrivals.Arrival arrival) throws IOException;

        Optional<StoredImage> find(Digest manifest, ImageId id);

        /// @param all layers as well
        void sweep(Set<Digest> held, boolean all) throws IOException;
    }

    @Override
    public Optional<Image> find(Descriptor manifest, Manifest content) {
        lease.hold(manifest.digest());
        lease.hold(content.config().digest());
        var found = entry.find(manifest.digest(), content.imageId());
        if (found.isEmpty()) return Optional.empty();
        var image = found.get();
        image.blobs().forEach(lease::hold);
        image.diffIds().forEach(lease::hold);
        if (!DiskWork.done(() -> isComplete(image))) return Optional.empty();
        present = image;
        return Optional.of(view(image));
    }

    private boolean isComplete(StoredImage image) throws IOException {
        for (var blob : image.blobs()) if (!shelves.blobs().contains(blob)) return false;
        for (var layer : image.diffIds()) if (shelves.layers().find(layer).isEmpty()) return false;
        return true;
    }

    private static Image view(StoredImage image) {
        var manifest = image.descriptor();
        return new Image(
                image.id(),
                manifest,
                manifest,
                image.config(),
                List.of(),
                List.of(),
                0,
                null,
                null);
    }

    @Override
    public void begin(Descriptor manifest, Manifest content, List<Digest> diffIds) {
        var blobs = new LinkedHashSet<Digest>();
        blobs.add(manifest.digest());
        blobs.add(content.config().digest());
        for (var layer : content.layers()) blobs.add(layer.digest());
        blobs.forEach(lease::hold);
        diffIds.forEach(lease::hold);
        coming = manifest.digest();
        DiskWork.complete(
                () -> shelves.pending().add(manifest.digest(), blobs, Set.copyOf(diffIds)));
    }

    @Override
    public Optional<byte[]> document(Descriptor descriptor) {
        lease.hold(descriptor.digest());
        if (!shelves.blobs().contains(descriptor.digest())) return Optional.empty();
        try {
            return Optional.of(
                    DiskWork.done(() -> shelves.blobs().read(descriptor, ConfigJson.SIZE_LIMIT)));
        } catch (InvalidInput | NotFound damaged) {
            // It is fetched anew.
            return Optional.empty();
        }
    }

    @Override
    public void document(Descriptor descriptor, byte[] content) {
        DiskWork.done(
                () -> {
                    try (var receiving = shelves.blobs().begin(lease)) {
                        receiving.write(content, 0, content.length);
                        return receiving.commit(descriptor.digest(), descriptor.size());
                    }
                });
    }

    @Override
    public void layer(Descriptor blob, Digest diffId, BlobSource source, LayerProgress progress)
            throws InterruptedException {
        try {
            shelves.transfers().fetch(blob, diffId, source, lease, progress);
        } catch (UncheckedIOException broken) {
            throw DiskWork.failure(broken);
        }
    }

    @Override
    public Image commit(Target target, Descriptor manifest, List<ImageReference> names) {
        return DiskWork.done(
                () -> {
                    var known = present;
                    var image = known == null ? shelves.documents().read(manifest) : known;
                    shelves.blobs().sync();
                    var entered = entry.enter(arrival(target, manifest, image, names));
                    if (coming != null) shelves.pending().remove(coming);
                    return entered;
                });
    }

    // The same image with another manifest stands for itself: the index does not know it.
    private static Arrivals.Arrival arrival(
            Target target, Descriptor manifest, StoredImage image, List<ImageReference> names) {
        boolean isAlone = target.kept().isEmpty();
        if (isAlone || !image.descriptor().digest().equals(manifest.digest())) {
            return Arrivals.Arrival.of(image, names);
        }
        return new Arrivals.Arrival(target.descriptor().bare(), target.kept(), image, names);
    }

    @Override
    public void refuse() {
        isRefused = true;
    }

    @Override
    public void close() {
        var held = lease.digests();
        lease.close();
        DiskWork.complete(
                () -> {
                    if (isRefused && coming != null) shelves.pending().remove(coming);
                    entry.sweep(held, isRefused);
                });
    }
}
