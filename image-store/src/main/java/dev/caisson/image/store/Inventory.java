package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageReference;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.hosted.Shelf;
import dev.caisson.image.layer.LayerTrees.Layer;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the store has: its images by catalogue, documents and layers, and what of them is needed.
final class Inventory {
    private final BlobStore blobs;
    private final LayerLibrary layers;
    private final StoredImages documents;
    private final CatalogueFile catalogue;
    private final PendingPulls pending;
    private final Shelf shelf;
    private final Clock clock;
    private volatile Supplier<Set<Digest>> retained = Set::of;

    Inventory(BlobStore blobs, LayerLibrary layers, PendingPulls pending, Shelf shelf, Clock clock)
            throws IOException {
        this.shelf = shelf;
        this.blobs = blobs;
        this.layers = layers;
        this.pending = pending;
        this.clock = clock;
        this.documents = new StoredImages(blobs);
        this.catalogue = new CatalogueFile(blobs);
    }

    BlobStore blobs() {
        return blobs;
    }

    LayerLibrary layers() {
        return layers;
    }

    StoredImages documents() {
        return documents;
    }

    PendingPulls pending() {
        return pending;
    }

    Shelf shelf() {
        return shelf;
    }

    Instant now() {
        return clock.instant();
    }

    Catalogue catalogue() {
        return catalogue.current();
    }

    void change(UnaryOperator<Catalogue> change) throws IOException {
        catalogue.change(change);
    }

    /// See [CatalogueFile#still].
    void still(Runnable task) {
        catalogue.still(task);
    }

    /// Asks this one as well what is needed.
    void retain(Supplier<Set<Digest>> kept) {
        retained = kept;
    }

    Lookup lookup() {
        return lookup(catalogue());
    }

    Lookup lookup(Catalogue from) {
        return new Lookup(images(from));
    }

    /// @throws NotFound `IMAGE_NOT_FOUND`
    Image resolve(String nameOrId) {
        return lookup().require(nameOrId).image();
    }

    List<Image> images() {
        return images(catalogue());
    }

    List<Image> images(Catalogue from) {
        var stored = documents.of(from);
        var byId = new LinkedHashMap<ImageId, StoredImage>();
        for (var image : stored.values()) byId.putIfAbsent(image.id(), image);
        var images = new ArrayList<Image>();
        for (var image : byId.values()) images.add(image(from, stored, image));
        return images;
    }

    private Image image(Catalogue from, Map<Digest, StoredImage> stored, StoredImage image) {
        var tags = new ArrayList<ImageReference>();
        var digests = new ArrayList<ImageReference>();
        Instant lastTagged = null;
        for (var entry : from.entries()) {
            var name = entry.name();
            var other = stored.get(entry.manifest().digest());
            if (name == null || other == null || !other.id().equals(image.id())) continue;
            (name.digest() == null ? tags : digests).add(name);
            var tagged = entry.tagged();
            if (isLater(tagged, lastTagged)) lastTagged = tagged;
        }
        tags.sort(null);
        digests.sort(null);
        long size = image.diffIds().stream().mapToLong(this::size).sum();
        return new Image(
                image.id(), image.descriptor(), image.config(), tags, digests, size, lastTagged);
    }

    private static boolean isLater(@Nullable Instant one, @Nullable Instant other) {
        return one != null && (other == null || one.isAfter(other));
    }

    /// @throws NotFound `IMAGE_NOT_FOUND` when it was removed meanwhile
    StoredImage stored(Image image) {
        var stored = documents.of(catalogue()).get(image.manifest().digest());
        if (stored == null) throw new NotFound(FaultCode.IMAGE_NOT_FOUND, image.id());
        return stored;
    }

    /// The image with this configuration, under whatever manifest.
    Optional<StoredImage> find(ImageId id) {
        return documents.of(catalogue()).values().stream()
                .filter(image -> image.id().equals(id))
                .findFirst();
    }

    /// Bytes of a layer's files; 0 when it is not there.
    long size(Digest diffId) {
        return DiskWork.done(() -> layers.find(diffId).map(Layer::size).orElse(0L));
    }

    Sweep.Needed needed() {
        var current = catalogue();
        var images = documents.of(current);
        boolean isKnown =
                current.entries().stream()
                        .allMatch(entry -> images.containsKey(entry.manifest().digest()));
        var needed = new Sweep.Needed(new HashSet<>(), new HashSet<>(), isKnown);
        for (var entry : current.entries()) needed.blobs().add(entry.manifest().digest());
        for (var image : images.values()) {
            needed.blobs().addAll(image.blobs());
            needed.layers().addAll(image.diffIds());
        }
        needed.blobs().addAll(shelf.blobs());
        DiskWork.done(
                () -> {
                    pending.addTo(needed);
                    return true;
                });
        var kept = retained.get();
        needed.blobs().addAll(kept);
        needed.layers().addAll(kept);
        return needed;
    }
}
