package dev.caisson.image.store;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unavailable;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.blob.PartialBlob;
import dev.caisson.image.layer.LayerTrees.Layer;
import dev.caisson.image.pull.Intake.BlobSource;
import dev.caisson.image.pull.LayerProgress;
import dev.caisson.image.pull.LayerProgress.LayerStep;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// One layer on its way: a thread downloads the blob into a file and digests it, another unpacks
/// behind it. For as many pulls as want it.
///
/// A connection that breaks is taken up again where it broke; what an earlier attempt left is used,
/// and thrown away when it turns out to be wrong.
final class LayerTransfer {
    private static final int BUFFER = 1 << 17;
    private static final long STEP = 512 << 10;
    private static final int ATTEMPTS = 6;

    private final BlobStore blobs;
    private final LayerLibrary layers;
    private final Semaphore downloads;
    private final Descriptor blob;
    private final Digest diffId;
    private final BlobSource source;
    private final BlobStore.Hold hold;
    private final List<LayerProgress> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Layer> outcome = new CompletableFuture<>();
    private final Thread thread;

    LayerTransfer(
            BlobStore blobs,
            LayerLibrary layers,
            Semaphore downloads,
            Descriptor blob,
            Digest diffId,
            BlobSource source,
            BlobStore.Hold hold) {
        this.blobs = blobs;
        this.layers = layers;
        this.downloads = downloads;
        this.blob = blob;
        this.diffId = diffId;
        this.source = source;
        this.hold = hold;
        this.thread =
                Thread.ofVirtual().name("layer-" + blob.digest().shortForm()).unstarted(this::run);
    }

    Digest diffId() {
        return diffId;
    }

    CompletableFuture<Layer> outcome() {
        return outcome;
    }

    void start() {
        thread.start();
    }

    void enter(LayerProgress listener) {
        listeners.add(listener);
    }

    /// @return whether nobody is left
    boolean leave(LayerProgress listener) {
        listeners.remove(listener);
        return listeners.isEmpty();
    }

    /// Gives it up; returns when nothing of it runs any more.
    void cancel() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private void tell(LayerStep step) {
        for (var listener : listeners) listener.at(step);
    }

    private void run() {
        try {
            outcome.complete(fetch());
        } catch (IOException broken) {
            outcome.completeExceptionally(
                    new Internal(
                            broken,
                            FaultCode.IMAGE_STORE_BROKEN,
                            "cannot be used",
                            broken.toString()));
        } catch (InterruptedException | RuntimeException failed) {
            outcome.completeExceptionally(failed);
        }
    }

    private Layer fetch() throws IOException, InterruptedException {
        boolean hasBlob = blobs.contains(blob.digest());
        var there = layers.find(diffId);
        if (hasBlob && there.isPresent()) {
            tell(new LayerStep.Present());
            return there.get();
        }
        if (!hasBlob) {
            tell(new LayerStep.Waiting());
            downloads.acquire();
            try {
                download();
            } finally {
                downloads.release();
            }
        }
        // Usually it is unpacked by now, or about to be.
        var layer =
                await(layers.start(diffId, blob, () -> blobs.open(blob.digest()), this::unpacked));
        tell(new LayerStep.Complete());
        return layer;
    }

    private void unpacked(Digest layer, long current, long total) {
        // One line of progress for each layer: what it downloads comes first.
        if (blobs.contains(blob.digest())) tell(new LayerStep.Extracting(current, total));
    }

    private void download() throws IOException, InterruptedException {
        try {
            boolean wasThere = download(true);
            if (!wasThere) return;
        } catch (InvalidInput damaged) {
            blobs.removePartial(blob.digest());
            throw damaged;
        }
        try {
            var _ = download(false);
        } catch (InvalidInput damaged) {
            blobs.removePartial(blob.digest());
            throw damaged;
        }
    }

    /// @param isFirst whether what is there may be at fault
    /// @return whether it was, and all is to be got anew
    private boolean download(boolean isFirst) throws IOException, InterruptedException {
        try (var partial = blobs.partial(blob.digest(), hold)) {
            long before = partial.resume(blob.size());
            var unpacking = layers.start(diffId, blob, partial::open, this::unpacked);
            try {
                receive(partial, unpacking);
                tell(new LayerStep.Verifying());
                partial.commit(blob.size());
                tell(new LayerStep.Downloaded());
                return false;
            } catch (IOException | InterruptedException | RuntimeException failed) {
                partial.fail(failed);
                ended(unpacking);
                if (!isFirst || before == 0 || !(failed instanceof InvalidInput)) throw failed;
                partial.discard();
                return true;
            }
        }
    }

    private void receive(PartialBlob partial, CompletableFuture<Layer> unpacking)
            throws IOException, InterruptedException {
        var buffer = new byte[BUFFER];
        int failures = 0;
        while (partial.size() < blob.size()) {
            long from = partial.size();
            try (var in = source.open(from, failures)) {
                copy(in, partial, buffer, unpacking);
                if (partial.size() >= blob.size() && in.read() >= 0) throw tooLong();
            } catch (Broken broken) {
                if (partial.size() - from >= STEP) failures = 0;
                if (++failures >= ATTEMPTS) throw broken.asFault(blob, partial.size());
                tell(new LayerStep.Retrying());
            }
        }
    }

    private void copy(
            InputStream in, PartialBlob partial, byte[] buffer, CompletableFuture<Layer> unpacking)
            throws IOException, Broken, InterruptedException {
        long told = -STEP;
        while (partial.size() < blob.size()) {
            int count = read(in, buffer, blob.size() - partial.size());
            partial.write(buffer, count);
            if (unpacking.isCompletedExceptionally()) {
                throw LayerLibrary.unwrapped(new CompletionException(unpacking.exceptionNow()));
            }
            if (partial.size() - told < STEP && partial.size() < blob.size()) continue;
            told = partial.size();
            tell(new LayerStep.Downloading(told, blob.size()));
        }
    }

    private static int read(InputStream in, byte[] buffer, long rest)
            throws Broken, InterruptedException {
        int count;
        try {
            count = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
        } catch (IOException failed) {
            if (Thread.interrupted()) throw new InterruptedException();
            throw new Broken(failed);
        }
        if (count < 0) throw new Broken(null);
        return count;
    }

    private InvalidInput tooLong() {
        return new InvalidInput(FaultCode.BLOB_SIZE_MISMATCH, blob.digest(), "more", blob.size());
    }

    private static Layer await(CompletableFuture<Layer> unpacking) throws InterruptedException {
        try {
            return unpacking.get();
        } catch (ExecutionException failed) {
            throw LayerLibrary.unwrapped(new CompletionException(failed.getCause()));
        }
    }

    // The reader behind has been told; when this returns it has put its tree away.
    private static void ended(CompletableFuture<Layer> unpacking) {
        var _ = unpacking.handle((_, _) -> true).completeOnTimeout(false, 10, SECONDS).join();
    }

    /// The connection broke.
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1;

        Broken(@Nullable IOException cause) {
            super(cause);
        }

        Fault asFault(Descriptor blob, long size) {
            var cause = getCause();
            return new Unavailable(
                    this,
                    FaultCode.REGISTRY_FAILED,
                    "blob " + blob.digest(),
                    "it breaks off after "
                            + size
                            + " of "
                            + blob.size()
                            + " bytes"
                            + (cause == null ? "" : ": " + cause.getMessage()));
        }
    }
}
