package dev.caisson.image.store;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Assembly;
import dev.caisson.image.BuiltInImage;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageChange;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageManifest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.Manifest;
import dev.caisson.image.Platform;
import dev.caisson.image.StoreFinding;
import dev.caisson.image.StoredContent;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.hosted.Shelf;
import dev.caisson.image.layer.LayerApplier;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.LayerTrees;
import dev.caisson.image.pull.Intake;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The image store over an OCI image layout and a directory of unpacked layers.
public final class LayoutImageStore implements ImageStore {
    /// Layers downloaded at once, unless it is set otherwise.
    public static final int DOWNLOADS = 6;

    private final Leases leases;
    private final Inventory inventory;
    private final StoreIntake.Shelves shelves;
    private final Sweep sweep;
    private final Arrivals arrivals;
    private final Departures departures;

    /// Names of images that are not pruned.
    private final Set<ImageReference> spared = ConcurrentHashMap.newKeySet();

    private LayoutImageStore(Inventory inventory, Leases leases, int downloads) {
        this.leases = leases;
        this.inventory = inventory;
        var blobs = inventory.blobs();
        var layers = inventory.layers();
        this.sweep = new Sweep(blobs, layers, leases);
        this.arrivals = new Arrivals(inventory, leases, sweep);
        this.departures = new Departures(inventory, sweep);
        this.shelves =
                new StoreIntake.Shelves(
                        blobs,
                        layers,
                        inventory.documents(),
                        new LayerTransfers(blobs, layers, downloads),
                        inventory.pending());
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
        var lost = trees.recover();
        var blobs = BlobStore.open(root);
        // A layer is unpacked behind its download, so one for each must be able to wait.
        int parallel = downloads + Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
        var layers = new LayerLibrary(blobs, trees, new LayerApplier(limits), parallel);
        var pending = PendingPulls.open(root, clock);
        var leases = new Leases();
        var shelf = Shelf.open(blobs, leases::hold, clock);
        var inventory = new Inventory(blobs, layers, pending, shelf, clock);
        // Containers stand on them.
        for (var target : inventory.documents().of(inventory.catalogue()).values()) {
            for (var image : target.images()) {
                if (image.diffIds().stream().anyMatch(lost::contains)) {
                    layers.ensure(image, LoadProgress.none());
                }
            }
        }
        return new LayoutImageStore(inventory, leases, downloads);
    }

    @Override
    public Shelf shelf() {
        return inventory.shelf();
    }

    @Override
    public Image resolve(String nameOrId) {
        return inventory.resolve(nameOrId);
    }

    @Override
    public Image resolve(String nameOrId, @Nullable Platform platform) {
        return platform == null ? resolve(nameOrId) : inventory.resolve(nameOrId, platform);
    }

    @Override
    public List<ImageManifest> manifests(Image image) {
        return inventory.manifests(image);
    }

    @Override
    public Optional<Image> find(String nameOrId, @Nullable Platform platform) {
        try {
            return Optional.of(resolve(nameOrId, platform));
        } catch (NotFound missing) {
            return Optional.empty();
        }
    }

    @Override
    public List<Image> list(ImageFilters filters) {
        var lookup = inventory.lookup();
        var match =
                new FilterMatch(
                        filters, made(lookup, filters.before()), made(lookup, filters.since()));
        return inventory.images().stream()
                .flatMap(image -> match.apply(image).stream())
                .sorted(Comparator.comparing(Image::created).reversed().thenComparing(Image::id))
                .toList();
    }

    private static List<Instant> made(Lookup lookup, List<String> namesOrIds) {
        return namesOrIds.stream().map(name -> lookup.require(name).image().created()).toList();
    }

    @Override
    public List<HistoryLine> history(String nameOrId, @Nullable Platform platform) {
        var image = resolve(nameOrId, platform);
        var sizes = image.config().diffIds().stream().map(inventory::size).iterator();
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
            inventory.still(
                    () -> {
                        var target = inventory.target(image);
                        target.blobs().keySet().forEach(lease::hold);
                        target.diffIds().forEach(lease::hold);
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
        var stored = inventory.stored(image);
        return DiskWork.done(
                () -> {
                    var directories = new ArrayList<Path>();
                    // A layer somebody removed by hand is made again from its blob.
                    var present = inventory.layers().ensure(stored, LoadProgress.none());
                    for (var layer : present.reversed()) {
                        directories.add(layer.directory());
                        if (layer.isOpaque()) break;
                    }
                    return directories;
                });
    }

    @Override
    public List<Loaded> load(
            InputStream archive, @Nullable Platform platform, LoadProgress progress)
            throws IOException {
        return arrivals.load(archive, platform, progress);
    }

    @Override
    public Intake intake(ImageUse use) {
        return new StoreIntake(
                shelves,
                leases.open(),
                new StoreIntake.Entry() {
                    @Override
                    public Image enter(Arrivals.Arrival arrival) throws IOException {
                        return arrivals.enter(List.of(arrival)).getFirst().image();
                    }

                    @Override
                    public Optional<StoredImage> find(Digest manifest, ImageId id) {
                        return inventory.find(manifest, id);
                    }

                    @Override
                    public void sweep(Set<Digest> held, boolean all) throws IOException {
                        removeUnneeded(held, all, use);
                    }
                });
    }

    private void removeUnneeded(Set<Digest> held, boolean all, ImageUse use) throws IOException {
        var needed = inventory.needed();
        sweep.remove(held, needed);
        if (all) sweep.removeLayers(held, needed, use.layersInUse());
    }

    @Override
    public Manifest manifest(Image image) {
        return inventory.stored(image).manifest();
    }

    @Override
    public StoredContent content(Image image) {
        return new BlobContent(
                inventory.blobs(),
                inventory.target(image),
                inventory.stored(image),
                lease(image),
                name ->
                        DiskWork.complete(
                                () -> {
                                    var now = inventory.now();
                                    inventory.change(old -> old.with(image.target(), name, now));
                                }));
    }

    @Override
    public void save(List<String> namesOrIds, @Nullable Platform platform, OutputStream out)
            throws IOException {
        new SavedImages(inventory, this::lease).save(namesOrIds, platform, out);
    }

    @Override
    public Image tag(String source, ImageReference target) {
        if (target.digest() != null) throw new InvalidInput(FaultCode.IMAGE_TAG_MISSING);
        var name = target.isNameOnly() ? target.withTag(ImageReference.DEFAULT_TAG) : target;
        var now = inventory.now();
        DiskWork.complete(
                () ->
                        inventory.change(
                                old -> {
                                    var image = inventory.lookup(old).require(source).image();
                                    return old.with(image.target(), name, now);
                                }));
        return resolve(name.toString());
    }

    @Override
    public List<ImageChange> remove(String nameOrId, Removal how, ImageUse use) {
        return DiskWork.done(() -> departures.remove(nameOrId, how, use));
    }

    @Override
    public List<ImageChange> remove(
            String nameOrId, List<Platform> platforms, Removal how, ImageUse use) {
        return DiskWork.done(() -> departures.remove(nameOrId, platforms, how, use));
    }

    @Override
    public Pruned prune(ImageFilters filters, ImageUse use) {
        return DiskWork.done(() -> departures.prune(prunable(filters), use));
    }

    private List<Image> prunable(ImageFilters filters) {
        return list(filters).stream()
                .filter(image -> Collections.disjoint(image.tags(), spared))
                .toList();
    }

    @Override
    public void spare(ImageReference name) {
        spared.add(name);
    }

    @Override
    public Pruned reclaim(long wanted, ImageUse use) {
        return DiskWork.done(() -> departures.reclaim(wanted, use));
    }

    @Override
    public long sweep(ImageUse use) {
        return DiskWork.done(() -> departures.sweep(use));
    }

    @Override
    public Image addBuiltIn(BuiltInImage builtIn) {
        return DiskWork.done(() -> arrivals.addBuiltIn(builtIn));
    }

    @Override
    public Image derive(@Nullable Image base, Derivation what, @Nullable ImageReference name)
            throws IOException {
        try (var _ = base == null ? null : lease(base)) {
            return arrivals.derive(base == null ? null : inventory.stored(base), what, name);
        }
    }

    @Override
    public Assembly assemble(ImageUse use) {
        return new StoreAssembly(
                shelves,
                leases.open(),
                new StoreAssembly.Entry() {
                    @Override
                    public StoredImage find(Image image) {
                        return inventory.stored(image);
                    }

                    @Override
                    public Image enter(StoredImage image, List<ImageReference> names)
                            throws IOException {
                        return arrivals.enter(image, names);
                    }

                    @Override
                    public void sweep(Set<Digest> held) throws IOException {
                        removeUnneeded(held, true, use);
                    }
                });
    }

    @Override
    public void retain(Supplier<Set<Digest>> kept) {
        inventory.retain(kept);
    }

    @Override
    public List<LayerUse> layers() {
        return DiskWork.done(() -> LayerUses.of(inventory));
    }

    @Override
    public List<String> damage() {
        inventory.documents().of(inventory.catalogue());
        return inventory.documents().damaged();
    }

    @Override
    public List<StoreFinding> check(boolean repair, ImageUse use) {
        return DiskWork.done(() -> new StoreCheck(inventory, leases, use, repair).run());
    }

    @Override
    public void close() {
        inventory.layers().close();
    }
}
