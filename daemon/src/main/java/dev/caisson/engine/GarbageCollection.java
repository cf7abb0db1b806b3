package dev.caisson.engine;

import dev.caisson.container.ContainerRoom;
import dev.caisson.fault.Fault;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageStore.LayerUse;
import dev.caisson.image.ImageUse;
import dev.caisson.value.Scheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes image data that nothing needs: all of it when the daemon starts, and later, as soon as
/// the disk is fuller than the high watermark, until it is no fuller than the low one.
///
/// What goes, in this order: blobs, layers and temporary files that no image, container or running
/// operation needs; what unfinished pulls have brought; images without a name that no container
/// uses, the oldest first. An image with a name never goes.
public final class GarbageCollection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GarbageCollection.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final ImageStore store;
    private final ImageUse use;
    private final Disk disk;
    private final Watermarks watermarks;
    private final Scheduler scheduler;
    private Scheduler.@Nullable Task next;
    private boolean isClosed;

    /// @param high where it begins
    /// @param low where it ends, of the same sort
    public record Watermarks(Watermark high, Watermark low) {}

    /// What there is.
    interface Disk {
        long total() throws IOException;

        long usable() throws IOException;
    }

    /// @param watermarks null for never
    public static GarbageCollection of(
            ImageStore store,
            ContainerRoom room,
            Path dataRoot,
            @Nullable Watermarks watermarks,
            Scheduler scheduler) {
        var disk =
                new Disk() {
                    @Override
                    public long total() throws IOException {
                        return Files.getFileStore(dataRoot).getTotalSpace();
                    }

                    @Override
                    public long usable() throws IOException {
                        return Files.getFileStore(dataRoot).getUsableSpace();
                    }
                };
        var never = new Watermark.Percent(100);
        return new GarbageCollection(
                store,
                new ImagesInUse(room),
                disk,
                watermarks == null ? new Watermarks(never, never) : watermarks,
                scheduler);
    }

    GarbageCollection(
            ImageStore store, ImageUse use, Disk disk, Watermarks watermarks, Scheduler scheduler) {
        this.store = store;
        this.use = use;
        this.disk = disk;
        this.watermarks = watermarks;
        this.scheduler = scheduler;
    }

    /// Removes what an earlier daemon left, and goes on from time to time.
    public void begin() {
        try {
            long freed = store.sweep(use);
            if (freed > 0) LOG.info("swept image data of an earlier daemon bytes={}", freed);
        } catch (Fault failed) {
            LOG.warn("cannot sweep image data, going on regardless: {}", failed.text());
        }
        rearm();
    }

    private synchronized void rearm() {
        if (!isClosed) next = scheduler.after(PERIOD, this::round);
    }

    private void round() {
        try {
            long wanted = wanted();
            if (wanted > 0) {
                var pruned = store.reclaim(wanted, use);
                LOG.info(
                        "disk above the high watermark, reclaimed bytes={} of={} images={}",
                        pruned.reclaimed(),
                        wanted,
                        pruned.changes().size());
            }
        } catch (Fault | UncheckedIOException failed) {
            LOG.warn("cannot collect garbage, trying again in {}: {}", PERIOD, failed.toString());
        } finally {
            rearm();
        }
    }

    /// Bytes to free now; 0 below the high watermark.
    long wanted() {
        try {
            long above = excess(watermarks.high());
            return above > 0 ? Math.max(above, excess(watermarks.low())) : 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private long excess(Watermark mark) throws IOException {
        return switch (mark) {
            case Watermark.Percent(int percent) -> {
                long used = disk.total() - disk.usable();
                yield percent >= 100 ? 0 : used - disk.total() / 100 * percent;
            }
            case Watermark.Size(var size) ->
                    store.layers().stream().mapToLong(LayerUse::size).sum() - size.count();
        };
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (next != null) next.cancel();
    }
}
