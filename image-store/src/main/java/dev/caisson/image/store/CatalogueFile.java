package dev.caisson.image.store;

import dev.caisson.image.blob.BlobStore;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// The catalogue in `index.json`: read without a lock, changed by one thread at a time.
final class CatalogueFile {
    private final BlobStore blobs;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile Catalogue current;

    CatalogueFile(BlobStore blobs) throws IOException {
        this.blobs = blobs;
        this.current = Catalogue.read(blobs.readIndex());
    }

    Catalogue current() {
        return current;
    }

    /// Writes what `change` makes of it, durably, then publishes it.
    void change(UnaryOperator<Catalogue> change) throws IOException {
        changing.lock();
        try {
            var old = current;
            var changed = change.apply(old);
            if (changed.equals(old)) return;
            blobs.writeIndex(changed.write());
            current = changed;
        } finally {
            changing.unlock();
        }
    }

    /// Runs something while nobody changes it.
    void still(Runnable task) {
        changing.lock();
        try {
            task.run();
        } finally {
            changing.unlock();
        }
    }
}
