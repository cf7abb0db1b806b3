package dev.caisson.image.store;

import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.pull.Intake.BlobSource;
import dev.caisson.image.pull.LayerProgress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/// The layers that are being fetched: each once, whoever wants it, a bounded number at a time.
final class LayerTransfers {
    private final BlobStore blobs;
    private final LayerLibrary layers;
    private final Semaphore downloads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Digest, LayerTransfer> running = new HashMap<>();

    /// @param parallel how many are downloaded at once
    LayerTransfers(BlobStore blobs, LayerLibrary layers, int parallel) {
        this.blobs = blobs;
        this.layers = layers;
        this.downloads = new Semaphore(parallel, true);
    }

    /// Returns when the layer is there as a blob and unpacked.
    ///
    /// @param hold of the caller; holds both until then
    void fetch(
            Descriptor blob,
            Digest diffId,
            BlobSource source,
            BlobStore.Hold hold,
            LayerProgress progress)
            throws InterruptedException {
        hold.hold(blob.digest());
        hold.hold(diffId);
        for (int round = 0; ; round++) {
            boolean mine;
            LayerTransfer transfer;
            lock.lock();
            try {
                var there = running.get(blob.digest());
                mine = there == null;
                transfer = there == null ? begin(blob, diffId, source, hold) : there;
                transfer.enter(progress);
            } finally {
                lock.unlock();
            }
            try {
                transfer.outcome().get();
                // Somebody else may have had another idea of what is in the blob.
                if (transfer.diffId().equals(diffId)) return;
            } catch (ExecutionException failed) {
                // Another's source or another's DiffID may fail where one's own does not.
                if (mine || round > 1) throw rethrown(failed);
            } finally {
                leave(blob.digest(), transfer, progress);
            }
        }
    }

    private LayerTransfer begin(
            Descriptor blob, Digest diffId, BlobSource source, BlobStore.Hold hold) {
        var transfer = new LayerTransfer(blobs, layers, downloads, blob, diffId, source, hold);
        running.put(blob.digest(), transfer);
        transfer.start();
        return transfer;
    }

    private void leave(Digest blob, LayerTransfer transfer, LayerProgress progress)
            throws InterruptedException {
        boolean last;
        lock.lock();
        try {
            last = transfer.leave(progress);
            if (transfer.outcome().isDone()) running.remove(blob, transfer);
        } finally {
            lock.unlock();
        }
        if (!last || transfer.outcome().isDone()) return;
        // Nobody wants it any more; it is not gone before its thread is.
        transfer.cancel();
        lock.lock();
        try {
            running.remove(blob, transfer);
        } finally {
            lock.unlock();
        }
    }

    private static RuntimeException rethrown(ExecutionException failed)
            throws InterruptedException {
        return switch (Objects.requireNonNull(failed.getCause())) {
            case InterruptedException stopped -> throw stopped;
            case RuntimeException cause -> cause;
            case Throwable bug -> throw new AssertionError(bug);
        };
    }
}
