package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageManifest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;
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
        var targets = documents.of(from);
        var others = new ArrayList<Image>();
        for (var target : targets.values()) {
            for (var image : target.images()) {
                if (!image.id().equals(target.main().id())) {
                    others.add(view(from, targets, target, image));
                }
            }
        }
        return new Lookup(images(from), others, name -> named(from, targets, name));
    }

    private Optional<Image> named(
            Catalogue from, Map<Digest, StoredTarget> targets, ImageReference name) {
        return from.named(name)
                .map(entry -> targets.get(entry.target().digest()))
                .map(target -> view(from, targets, target, target.main()));
    }

    /// @throws NotFound `IMAGE_NOT_FOUND`
    Image resolve(String nameOrId) {
        return lookup().require(nameOrId).image();
    }

    /// The image of a target that is for a platform.
    ///
    /// @throws NotFound `IMAGE_NOT_FOUND`, `PLATFORM_MISSING`
    Image resolve(String nameOrId, Platform platform) {
        var found = resolve(nameOrId);
        if (found.config().platform().runsOn(platform) && !found.isOfIndex()) return found;
        var from = catalogue();
        var targets = documents.of(from);
        var target = targets.get(found.target().digest());
        if (target == null) throw new NotFound(FaultCode.IMAGE_NOT_FOUND, nameOrId);
        var image = target.image(platform);
        if (image.isEmpty()) {
            throw new NotFound(
                    FaultCode.PLATFORM_MISSING, nameOrId, found.config().platform(), platform);
        }
        return view(from, targets, target, image.get());
    }

    /// An image of the catalogue.
    ///
    /// @throws NotFound `IMAGE_NOT_FOUND`
    Image view(Digest target, Digest manifest) {
        var from = catalogue();
        var targets = documents.of(from);
        var found = targets.get(target);
        if (found == null) throw new NotFound(FaultCode.IMAGE_NOT_FOUND, target);
        return found.image(manifest)
                .map(image -> view(from, targets, found, image))
                .orElseThrow(() -> new NotFound(FaultCode.IMAGE_NOT_FOUND, manifest));
    }

    /// What there is of the target of an image.
    List<ImageManifest> manifests(Image image) {
        var from = catalogue();
        var targets = documents.of(from);
        var target = target(image, targets);
        var manifests = new ArrayList<ImageManifest>();
        for (var member : target.members()) {
            var platform = member.platform();
            var stored = member.image();
            var plain = member.descriptor();
            manifests.add(
                    new ImageManifest(
                            new Descriptor(
                                    plain.mediaType(),
                                    plain.digest(),
                                    plain.size(),
                                    plain.annotations(),
                                    platform),
                            member.kind(),
                            stored == null ? null : view(from, targets, target, stored),
                            member.parts()));
        }
        return manifests;
    }

    List<Image> images() {
        return images(catalogue());
    }

    /// Every image once, however many targets lead to it.
    List<Image> images(Catalogue from) {
        var targets = documents.of(from);
        var byId = new LinkedHashMap<ImageId, Image>();
        for (var target : targets.values()) {
            var main = target.main();
            if (!byId.containsKey(main.id())) {
                byId.put(main.id(), view(from, targets, target, main));
            }
        }
        return List.copyOf(byId.values());
    }

    // The names of a target are those of its main image, and of all others with the same one.
    private Image view(
            Catalogue from,
            Map<Digest, StoredTarget> targets,
            StoredTarget target,
            StoredImage image) {
        var main = target.main().id();
        var tags = new ArrayList<ImageReference>();
        var digests = new ArrayList<ImageReference>();
        Instant lastTagged = null;
        for (var entry : from.entries()) {
            var name = entry.name();
            var other = targets.get(entry.target().digest());
            if (name == null || other == null || !other.main().id().equals(main)) continue;
            (name.digest() == null ? tags : digests).add(name);
            var tagged = entry.tagged();
            if (isLater(tagged, lastTagged)) lastTagged = tagged;
        }
        tags.sort(null);
        digests.sort(null);
        long size = image.diffIds().stream().mapToLong(this::size).sum();
        return new Image(
                image.id(),
                target.descriptor(),
                image.descriptor(),
                image.config(),
                tags,
                digests,
                size,
                lastTagged,
                image.parent().filter(parent -> isHere(targets, parent)).orElse(null));
    }

    private static boolean isHere(Map<Digest, StoredTarget> targets, ImageId id) {
        return targets.values().stream().anyMatch(each -> each.main().id().equals(id));
    }

    private static boolean isLater(@Nullable Instant one, @Nullable Instant other) {
        return one != null && (other == null || one.isAfter(other));
    }

    /// @throws NotFound `IMAGE_NOT_FOUND` when it was removed meanwhile
    StoredImage stored(Image image) {
        return target(image)
                .image(image.manifest().digest())
                .orElseThrow(() -> new NotFound(FaultCode.IMAGE_NOT_FOUND, image.id()));
    }

    /// @throws NotFound `IMAGE_NOT_FOUND` when it was removed meanwhile
    StoredTarget target(Image image) {
        return target(image, documents.of(catalogue()));
    }

    private static StoredTarget target(Image image, Map<Digest, StoredTarget> targets) {
        var target = targets.get(image.target().digest());
        if (target == null) throw new NotFound(FaultCode.IMAGE_NOT_FOUND, image.id());
        return target;
    }

    /// An image with this manifest, else one with this configuration that is no index's.
    Optional<StoredImage> find(Digest manifest, ImageId id) {
        var targets = documents.of(catalogue()).values();
        return targets.stream()
                .flatMap(target -> target.image(manifest).stream())
                .findFirst()
                .or(
                        () ->
                                targets.stream()
                                        .filter(target -> !target.isIndex())
                                        .map(StoredTarget::main)
                                        .filter(image -> image.id().equals(id))
                                        .findFirst());
    }

    /// Bytes of a layer's files; 0 when it is not there.
    long size(Digest diffId) {
        return DiskWork.done(() -> layers.find(diffId).map(Layer::size).orElse(0L));
    }

    Sweep.Needed needed() {
        var current = catalogue();
        var targets = documents.of(current);
        boolean isKnown =
                current.entries().stream()
                        .allMatch(entry -> targets.containsKey(entry.target().digest()));
        var needed = new Sweep.Needed(new HashSet<>(), new HashSet<>(), isKnown);
        for (var entry : current.entries()) needed.blobs().add(entry.target().digest());
        for (var target : targets.values()) {
            needed.blobs().addAll(target.blobs().keySet());
            needed.layers().addAll(target.diffIds());
        }
        needed.blobs().addAll(shelf.blobs());
        DiskWork.complete(() -> pending.addTo(needed));
        var kept = retained.get();
        needed.blobs().addAll(kept);
        needed.layers().addAll(kept);
        return needed;
    }
}
