package dev.caisson.image.store;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.image.Assembly;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageStore;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.layer.LayerApplier;
import dev.caisson.image.layer.LayerTrees;
import dev.caisson.image.layer.LayerTrees.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The unpacked layers: unpacks what is missing, several at once, each only once.
final class LayerLibrary implements AutoCloseable {
    private static final long PROGRESS_STEP = 1 << 20;

    private final BlobStore blobs;
    private final LayerTrees trees;
    private final LayerApplier applier;
    private final ThreadPoolExecutor pool;
    private final Settling settling;
    private final Map<Digest, Layer> known = new ConcurrentHashMap<>();
    private final Map<Digest, CompletableFuture<Layer>> running = new ConcurrentHashMap<>();

    /// @param parallel how many layers are unpacked at once
    LayerLibrary(BlobStore blobs, LayerTrees trees, LayerApplier applier, int parallel) {
        this.blobs = blobs;
        this.trees = trees;
        this.applier = applier;
        this.settling = new Settling(trees);
        // Platform threads: the writers make native calls that block.
        this.pool =
                new ThreadPoolExecutor(
                        parallel,
                        parallel,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("unpack-", 1).factory());
        pool.allowCoreThreadTimeOut(true);
    }

    Optional<Layer> find(Digest diffId) throws IOException {
        var layer = known.get(diffId);
        if (layer != null) return Optional.of(layer);
        var found = trees.find(diffId);
        found.ifPresent(there -> known.put(diffId, there));
        return found;
    }

    /// Makes all layers of an image present; waits for every one, also when one fails.
    ///
    /// @return the lowest first
    List<Layer> ensure(StoredImage image, ImageStore.LoadProgress progress) throws IOException {
        var futures = new ArrayList<CompletableFuture<Layer>>();
        for (int i = 0; i < image.diffIds().size(); i++) {
            futures.add(start(image.diffIds().get(i), image.manifest().layers().get(i), progress));
        }
        var layers = new ArrayList<Layer>();
        RuntimeException failure = null;
        for (var future : futures) {
            try {
                layers.add(future.join());
            } catch (CompletionException failed) {
                var cause = unwrapped(failed);
                if (failure == null) failure = cause;
                else if (!failure.equals(cause)) failure.addSuppressed(cause);
            }
        }
        if (failure instanceof UncheckedIOException io) throw io.getCause();
        if (failure != null) throw failure;
        return layers;
    }

    /// Makes one layer present.
    Layer ensure(Digest diffId, Descriptor blob) throws IOException {
        try {
            return start(diffId, blob, ImageStore.LoadProgress.none()).join();
        } catch (CompletionException failed) {
            var cause = unwrapped(failed);
            if (cause instanceof UncheckedIOException io) throw io.getCause();
            throw cause;
        }
    }

    private CompletableFuture<Layer> start(
            Digest diffId, Descriptor blob, ImageStore.LoadProgress progress) throws IOException {
        return start(diffId, blob, () -> blobs.open(blob.digest()), progress);
    }

    /// Where the compressed bytes of a layer come from.
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    /// Begins to unpack a layer; whoever is already at it is joined.
    CompletableFuture<Layer> start(
            Digest diffId, Descriptor blob, Source source, ImageStore.LoadProgress progress)
            throws IOException {
        var there = find(diffId);
        if (there.isPresent()) return CompletableFuture.completedFuture(there.get());
        return running.computeIfAbsent(
                diffId,
                _ ->
                        CompletableFuture.supplyAsync(
                                () -> unpack(diffId, blob, source, progress), pool));
    }

    private Layer unpack(
            Digest diffId, Descriptor blob, Source source, ImageStore.LoadProgress progress) {
        try (var in = source.open();
                var staging = trees.begin(diffId)) {
            var reported = new long[1];
            var applied =
                    applier.apply(
                            in,
                            diffId,
                            staging.writer(),
                            read -> {
                                if (read - reported[0] < PROGRESS_STEP) return;
                                reported[0] = read;
                                progress.layer(diffId, read, blob.size());
                            });
            progress.layer(diffId, blob.size(), blob.size());
            var layer = staging.commit(applied.size(), applied.isOpaque());
            known.put(diffId, layer);
            return layer;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            // Waits for whoever is just putting it there.
            running.remove(diffId);
            if (running.isEmpty()) settling.begin();
        }
    }

    /// Makes one layer present out of a tree that is what its blob makes.
    Layer adopt(Digest diffId, Descriptor blob, Assembly.Tree made) throws IOException {
        var there = find(diffId);
        if (there.isPresent()) return there.get();
        long size = made.size() + made.rest().bring();
        var adopted = trees.adopt(diffId, made.directory(), size);
        if (adopted.isEmpty()) return ensure(diffId, blob);
        known.put(diffId, adopted.get());
        settling.begin();
        return adopted.get();
    }

    /// Compares a layer with what its blob makes.
    ///
    /// @return the first difference in words
    Optional<String> difference(Layer layer, Descriptor blob) throws IOException {
        try (var in = blobs.open(blob.digest());
                var staging = trees.begin(layer.diffId())) {
            var applied = applier.apply(in, layer.diffId(), staging.writer(), _ -> {});
            if (applied.size() != layer.size() || applied.isOpaque() != layer.isOpaque()) {
                return Optional.of("its record is another layer's");
            }
            return staging.difference(layer);
        }
    }

    /// A layer as the disk has it now, whatever is known of it; empty also when its record is lost.
    Optional<Layer> present(Digest diffId) throws IOException {
        known.remove(diffId);
        try {
            return trees.find(diffId);
        } catch (Fault unreadable) {
            return Optional.empty();
        }
    }

    /// Every directory that has a layer's name, complete or not.
    List<Digest> directories() throws IOException {
        return trees.directories();
    }

    /// Directories that are half-made and belong to nothing that runs.
    List<Path> abandoned() throws IOException {
        return trees.abandoned();
    }

    /// Removes what is half-made and belongs to nothing that runs.
    long sweep() throws IOException {
        return trees.sweep();
    }

    static RuntimeException unwrapped(CompletionException failed) {
        return switch (failed.getCause()) {
            case Fault fault -> fault;
            case UncheckedIOException io -> io;
            case null, default -> new Internal(failed, FaultCode.UNEXPECTED, failed);
        };
    }

    List<Layer> all() throws IOException {
        return trees.all();
    }

    void remove(Digest diffId) throws IOException {
        known.remove(diffId);
        trees.remove(diffId);
    }

    @Override
    public void close() {
        pool.shutdown();
        settling.close();
    }
}
