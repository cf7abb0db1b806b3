package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Assembly;
import dev.caisson.image.BuiltInImage;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageChange;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.Platform;
import dev.caisson.image.StoredContent;
import dev.caisson.image.archive.ArchiveWriter;
import dev.caisson.image.archive.ImageArchive;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.layer.LayerApplier;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.LayerTrees;
import dev.caisson.image.layer.LayerTrees.Layer;
import dev.caisson.image.pull.Intake;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The image store over an OCI image layout and a directory of unpacked layers.
public final class LayoutImageStore implements ImageStore {
    /// Layers downloaded at once, unless it is set otherwise.
    public static final int DOWNLOADS = 6;

    private final BlobStore blobs;
    private final LayerLibrary layers;
    private final StoredImages documents;
    private final Leases leases = new Leases();
    private final Sweep sweep;
    private final Clock clock;
    private final CatalogueFile catalogue;
    private final PendingPulls pending;
    private final LayerTransfers transfers;
    private volatile Supplier<Set<Digest>> retained = Set::of;

    private LayoutImageStore(
            BlobStore blobs, LayerLibrary layers, Clock clock, PendingPulls pending, int downloads)
            throws IOException {
        this.blobs = blobs;
        this.layers = layers;
        this.documents = new StoredImages(blobs);
        this.sweep = new Sweep(blobs, layers, leases);
        this.clock = clock;
        this.catalogue = new CatalogueFile(blobs);
        this.pending = pending;
        this.transfers = new LayerTransfers(blobs, layers, downloads);
    }

    /// Opens the store, and removes what a crash left half-made.
    ///
    /// @param root of the OCI image layout
    public static LayoutImageStore open(
            Path root, LayerTrees trees, LayerLimits limits, Clock clock) throws IOException {
        return open(root, trees, limits, clock, DOWNLOADS);
    }

    /// @param downloads of layers at once
    public static LayoutImageStore open(
            Path root, LayerTrees trees, LayerLimits limits, Clock clock, int downloads)
            throws IOException {
        trees.sweep();
        var blobs = BlobStore.open(root);
        // A layer is unpacked behind its download, so one for each must be able to wait.
        int parallel = downloads + Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
        var layers = new LayerLibrary(blobs, trees, new LayerApplier(limits), parallel);
        return new LayoutImageStore(
                blobs, layers, clock, PendingPulls.open(root, clock), downloads);
    }

    @Override
    public Image resolve(String nameOrId) {
        return lookup().require(nameOrId).image();
    }

    @Override
    public Optional<Image> find(String nameOrId) {
        try {
            return Optional.of(resolve(nameOrId));
        } catch (NotFound missing) {
            return Optional.empty();
        }
    }

    @Override
    public List<Image> list(ImageFilters filters) {
        var lookup = lookup();
        var match =
                new FilterMatch(
                        filters, made(lookup, filters.before()), made(lookup, filters.since()));
        return images().stream()
                .flatMap(image -> match.apply(image).stream())
                .sorted(Comparator.comparing(Image::created).reversed().thenComparing(Image::id))
                .toList();
    }

    private static List<Instant> made(Lookup lookup, List<String> namesOrIds) {
        return namesOrIds.stream().map(name -> lookup.require(name).image().created()).toList();
    }

    @Override
    public List<HistoryLine> history(String nameOrId) {
        var image = resolve(nameOrId);
        var sizes = image.config().diffIds().stream().map(this::size).iterator();
        var lines = new ArrayList<HistoryLine>();
        for (var step : image.config().history()) {
            long size = step.emptyLayer() || !sizes.hasNext() ? 0 : sizes.next();
            lines.add(new HistoryLine(null, step, List.of(), size));
        }
        if (lines.isEmpty()) return lines;
        var last = lines.removeLast();
        lines.add(new HistoryLine(image.id(), last.step(), image.tags(), last.size()));
        return lines.reversed();
    }

    @Override
    public Lease lease(Image image) {
        var lease = leases.open();
        try {
            catalogue.still(
                    () -> {
                        var stored = stored(image);
                        stored.blobs().forEach(lease::hold);
                        stored.diffIds().forEach(lease::hold);
                    });
        } catch (RuntimeException gone) {
            lease.close();
            throw gone;
        }
        return new Lease() {
            @Override
            public List<Path> layerDirectories() {
                return LayoutImageStore.this.layerDirectories(image);
            }

            @Override
            public void close() {
                lease.close();
            }
        };
    }

    @Override
    public List<Path> layerDirectories(Image image) {
        var stored = stored(image);
        return unchecked(
                () -> {
                    var directories = new ArrayList<Path>();
                    // A layer somebody removed by hand is made again from its blob.
                    for (var layer : layers.ensure(stored, LoadProgress.none()).reversed()) {
                        directories.add(layer.directory());
                        if (layer.isOpaque()) break;
                    }
                    return directories;
                });
    }

    @Override
    public List<Loaded> load(InputStream archive, LoadProgress progress) throws IOException {
        var lease = leases.open();
        try {
            var found = new ImageArchive(blobs, lease, Platform.host()).read(archive);
            var arrived = new ArrayList<Arrival>();
            for (var one : found) arrived.add(arrive(one, lease, progress));
            blobs.sync();
            return enter(arrived);
        } finally {
            // What no image of the catalogue needs goes with the lease; its layers are its own.
            var held = lease.digests();
            lease.close();
            sweep.remove(held, needed());
        }
    }

    @Override
    public Intake intake(ImageUse use) {
        return new StoreIntake(
                new StoreIntake.Shelves(blobs, layers, documents, transfers, pending),
                leases.open(),
                new StoreIntake.Entry() {
                    @Override
                    public Image enter(StoredImage image, List<ImageReference> names)
                            throws IOException {
                        return LayoutImageStore.this
                                .enter(List.of(new Arrival(image, names)))
                                .getFirst()
                                .image();
                    }

                    @Override
                    public Optional<StoredImage> find(ImageId id) {
                        return documents.of(catalogue.current()).values().stream()
                                .filter(image -> image.id().equals(id))
                                .findFirst();
                    }

                    @Override
                    public void sweep(Set<Digest> held, boolean all) throws IOException {
                        var needed = needed();
                        sweep.remove(held, needed);
                        if (all) sweep.removeLayers(held, needed, use.layersInUse());
                    }
                });
    }

    @Override
    public StoredContent content(Image image) {
        return new BlobContent(
                blobs,
                stored(image),
                lease(image),
                name ->
                        unchecked(
                                () -> {
                                    var now = clock.instant();
                                    change(old -> old.with(image.manifest(), name, now));
                                    return true;
                                }));
    }

    private record Arrival(StoredImage image, List<ImageReference> names) {}

    private Arrival arrive(ImageArchive.Found found, Leases.Lease lease, LoadProgress progress)
            throws IOException {
        var image = documents.read(found.manifest());
        // The same configuration with another manifest is the same image: what is there stays.
        for (var known : documents.of(catalogue.current()).values()) {
            if (known.id().equals(image.id())) image = known;
        }
        image.blobs().forEach(lease::hold);
        image.diffIds().forEach(lease::hold);
        layers.ensure(image, progress);
        return new Arrival(image, found.names());
    }

    private List<Loaded> enter(List<Arrival> arrived) throws IOException {
        var before = new LinkedHashMap<ImageReference, ImageId>();
        var now = clock.instant();
        change(
                old -> {
                    var known = documents.of(old);
                    var changed = old;
                    for (var one : arrived) {
                        var descriptor = one.image().descriptor();
                        changed = changed.with(descriptor);
                        for (var name : one.names()) {
                            old.named(name)
                                    .map(entry -> known.get(entry.manifest().digest()))
                                    .ifPresent(image -> before.put(name, image.id()));
                            changed = changed.with(descriptor, name, now);
                        }
                    }
                    return changed;
                });
        var loaded = new ArrayList<Loaded>();
        for (var one : arrived) {
            var image = resolve(one.image().id().toString());
            var replaced = new ArrayList<Replaced>();
            for (var name : one.names()) {
                var other = before.get(name);
                if (other != null && !other.equals(image.id())) {
                    replaced.add(new Replaced(name, other));
                }
            }
            loaded.add(new Loaded(image, one.names(), replaced));
        }
        return loaded;
    }

    @Override
    public void save(List<String> namesOrIds, OutputStream out) throws IOException {
        var lookup = lookup();
        var names = new LinkedHashMap<ImageId, List<ImageReference>>();
        for (var text : namesOrIds) {
            for (var match : matches(lookup, text)) {
                var known = names.computeIfAbsent(match.image().id(), _ -> new ArrayList<>());
                var name = match.name();
                if (name != null && name.tag() != null && !known.contains(name)) known.add(name);
            }
        }
        var held = new ArrayList<Lease>();
        try {
            var items = new ArrayList<ArchiveWriter.Item>();
            for (var entry : names.entrySet()) {
                var image = resolve(entry.getKey().toString());
                held.add(lease(image));
                var stored = stored(image);
                items.add(
                        new ArchiveWriter.Item(
                                stored.descriptor(), stored.manifest(), entry.getValue()));
            }
            new ArchiveWriter(blobs).write(items, out);
        } finally {
            held.forEach(Lease::close);
        }
    }

    // A name without a tag stands for all tags of its repository, when it has any.
    private static List<Lookup.Match> matches(Lookup lookup, String text) {
        if (!text.contains(":") && !text.contains("@") && text.length() < Digest.HEX_LENGTH) {
            var tags = lookup.tagsOf(ImageReference.parseAsWritten(text));
            if (!tags.isEmpty()) {
                return tags.stream().map(tag -> lookup.require(tag.toString())).toList();
            }
        }
        return List.of(lookup.require(text));
    }

    @Override
    public Image tag(String source, ImageReference target) {
        if (target.digest() != null) throw new InvalidInput(FaultCode.IMAGE_TAG_MISSING);
        var name = target.isNameOnly() ? target.withTag(ImageReference.DEFAULT_TAG) : target;
        var now = clock.instant();
        unchecked(
                () -> {
                    change(
                            old ->
                                    old.with(
                                            lookup(old).require(source).image().manifest(),
                                            name,
                                            now));
                    return true;
                });
        return resolve(name.toString());
    }

    @Override
    public List<ImageChange> remove(String nameOrId, Removal how, ImageUse use) {
        var changes = new ArrayList<ImageChange>();
        unchecked(
                () -> {
                    change(
                            old -> {
                                changes.clear();
                                var match = lookup(old).require(nameOrId);
                                var image = match.image();
                                var decision =
                                        RemovalRules.decide(
                                                image,
                                                match.name(),
                                                use.usersOf(image.id()),
                                                how.force());
                                return removed(old, image, decision, changes);
                            });
                    return sweep.all(needed(), use.layersInUse());
                });
        return changes;
    }

    private Catalogue removed(
            Catalogue old, Image image, RemovalRules.Decision decision, List<ImageChange> changes) {
        var changed = old;
        for (var name : decision.names()) {
            changed = changed.without(name);
            changes.add(new ImageChange.Untagged(image.id(), name.familiar()));
        }
        if (!decision.image()) return changed;
        for (var stored : documents.of(old).values()) {
            if (!stored.id().equals(image.id())) continue;
            changed = changed.without(stored.descriptor().digest());
        }
        changes.add(new ImageChange.Deleted(image.id()));
        return changed;
    }

    @Override
    public Pruned prune(ImageFilters filters, ImageUse use) {
        var candidates = list(filters);
        var changes = new ArrayList<ImageChange>();
        long reclaimed =
                unchecked(
                        () -> {
                            change(
                                    old -> {
                                        changes.clear();
                                        var changed = old;
                                        for (var image : candidates) {
                                            changed = pruned(changed, image, use, changes);
                                        }
                                        return changed;
                                    });
                            return sweep.all(needed(), use.layersInUse());
                        });
        return new Pruned(changes, reclaimed);
    }

    private Catalogue pruned(
            Catalogue old, Image candidate, ImageUse use, List<ImageChange> changes) {
        var id = candidate.id();
        var current = images(old).stream().filter(image -> image.id().equals(id)).findFirst();
        if (current.isEmpty() || !use.usersOf(id).isEmpty()) return old;
        // A candidate carries the names that matched; one with others keeps them.
        var all = new ArrayList<>(current.get().tags());
        all.addAll(current.get().repoDigests());
        var matched = new ArrayList<>(candidate.tags());
        matched.addAll(candidate.repoDigests());
        all.removeAll(matched);
        return removed(old, candidate, new RemovalRules.Decision(matched, all.isEmpty()), changes);
    }

    @Override
    public Image addBuiltIn(BuiltInImage builtIn) {
        return unchecked(
                () -> {
                    var lease = leases.open();
                    try {
                        var descriptor = new BuiltIn(blobs, lease).add(builtIn);
                        var image = documents.read(descriptor);
                        image.diffIds().forEach(lease::hold);
                        layers.ensure(image, LoadProgress.none());
                        var named = catalogue.current().named(builtIn.name());
                        if (named.isEmpty() || !named.get().manifest().equals(descriptor)) {
                            blobs.sync();
                            var now = clock.instant();
                            change(old -> old.with(descriptor, builtIn.name(), now));
                        }
                        return resolve(image.id().toString());
                    } finally {
                        var held = lease.digests();
                        lease.close();
                        sweep.remove(held, needed());
                    }
                });
    }

    @Override
    public Image derive(@Nullable Image base, Derivation what, @Nullable ImageReference name)
            throws IOException {
        var lease = leases.open();
        try (var under = base == null ? null : lease(base)) {
            var below = under == null || base == null ? null : stored(base);
            var descriptor = new Derived(blobs, lease).add(below, what, clock.instant());
            var image = documents.read(descriptor);
            image.diffIds().forEach(lease::hold);
            layers.ensure(image, LoadProgress.none());
            blobs.sync();
            var _ = enter(List.of(new Arrival(image, name == null ? List.of() : List.of(name))));
            return resolve(image.id().toString());
        } finally {
            var held = lease.digests();
            lease.close();
            sweep.remove(held, needed());
        }
    }

    @Override
    public Assembly assemble(ImageUse use) {
        return new StoreAssembly(
                new StoreIntake.Shelves(blobs, layers, documents, transfers, pending),
                leases.open(),
                new StoreAssembly.Entry() {
                    @Override
                    public StoredImage find(Image image) {
                        return stored(image);
                    }

                    @Override
                    public Image enter(StoredImage image, List<ImageReference> names)
                            throws IOException {
                        return LayoutImageStore.this
                                .enter(List.of(new Arrival(image, names)))
                                .getFirst()
                                .image();
                    }

                    @Override
                    public void sweep(Set<Digest> held) throws IOException {
                        var needed = needed();
                        sweep.remove(held, needed);
                        sweep.removeLayers(held, needed, use.layersInUse());
                    }
                });
    }

    @Override
    public void retain(Supplier<Set<Digest>> kept) {
        retained = kept;
    }

    @Override
    public DiskUse diskUse() {
        return unchecked(
                () -> {
                    long stored = 0;
                    for (var blob : blobs.all()) stored += blob.size();
                    for (var part : blobs.partials()) stored += part.size();
                    long unpacked = 0;
                    for (var layer : layers.all()) unpacked += layer.size();
                    return new DiskUse(stored, unpacked);
                });
    }

    @Override
    public long sweep(ImageUse use) {
        return unchecked(() -> sweep.all(needed(), use.layersInUse()));
    }

    @Override
    public List<String> damage() {
        documents.of(catalogue.current());
        return documents.damaged();
    }

    @Override
    public void close() {
        layers.close();
    }

    // ---- the catalogue

    private void change(UnaryOperator<Catalogue> change) throws IOException {
        catalogue.change(change);
    }

    private Lookup lookup() {
        return lookup(catalogue.current());
    }

    private Lookup lookup(Catalogue from) {
        return new Lookup(images(from));
    }

    private List<Image> images() {
        return images(catalogue.current());
    }

    private List<Image> images(Catalogue from) {
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
            if (tagged != null && (lastTagged == null || tagged.isAfter(lastTagged))) {
                lastTagged = tagged;
            }
        }
        tags.sort(null);
        digests.sort(null);
        long size = image.diffIds().stream().mapToLong(this::size).sum();
        return new Image(
                image.id(), image.descriptor(), image.config(), tags, digests, size, lastTagged);
    }

    private StoredImage stored(Image image) {
        var stored = documents.of(catalogue.current()).get(image.manifest().digest());
        if (stored == null) throw new NotFound(FaultCode.IMAGE_NOT_FOUND, image.id());
        return stored;
    }

    private long size(Digest diffId) {
        return unchecked(() -> layers.find(diffId).map(Layer::size).orElse(0L));
    }

    private Sweep.Needed needed() {
        var needed = new Sweep.Needed(new HashSet<>(), new HashSet<>());
        for (var entry : catalogue.current().entries())
            needed.blobs().add(entry.manifest().digest());
        for (var image : documents.of(catalogue.current()).values()) {
            needed.blobs().addAll(image.blobs());
            needed.layers().addAll(image.diffIds());
        }
        unchecked(
                () -> {
                    pending.addTo(needed);
                    return true;
                });
        var kept = retained.get();
        needed.blobs().addAll(kept);
        needed.layers().addAll(kept);
        return needed;
    }

    /// Work on the disk.
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T unchecked(Work<T> work) {
        try {
            return work.run();
        } catch (IOException | UncheckedIOException failed) {
            throw new Internal(
                    failed, FaultCode.IMAGE_STORE_BROKEN, "cannot be used", failed.toString());
        }
    }
}
