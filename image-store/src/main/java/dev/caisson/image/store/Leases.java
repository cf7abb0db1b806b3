package dev.caisson.image.store;

import dev.caisson.image.Digest;
import dev.caisson.image.blob.BlobStore;
import dev.caisson.image.hosted.Holding;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which blobs and layers running operations need, whatever the catalogue says.
///
/// Holding something and removing something exclude each other: what is held first stays, what is
/// removed first is seen to be missing.
final class Leases {
    private final Map<Digest, Integer> held = new HashMap<>();

    /// Removes something from disk.
    @FunctionalInterface
    interface Remover {
        void remove() throws IOException;
    }

    Lease open() {
        return new Lease();
    }

    /// Holds one thing until that is closed.
    Holding.Held hold(Digest digest) {
        var lease = open();
        lease.hold(digest);
        return lease::close;
    }

    /// @return false when somebody holds it
    synchronized boolean removeUnlessHeld(Digest digest, Remover remover) throws IOException {
        if (held.containsKey(digest)) return false;
        remover.remove();
        return true;
    }

    synchronized boolean isHeld(Digest digest) {
        return held.containsKey(digest);
    }

    private synchronized void add(Digest digest) {
        held.merge(digest, 1, Integer::sum);
    }

    private synchronized void release(Set<Digest> digests) {
        for (var digest : digests) {
            held.computeIfPresent(digest, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /// What one operation holds, until it is closed. For several threads.
    final class Lease implements BlobStore.Hold, AutoCloseable {
        private final Set<Digest> mine = new HashSet<>();

        @Override
        public synchronized void hold(Digest digest) {
            if (mine.add(digest)) add(digest);
        }

        /// Everything held.
        synchronized Set<Digest> digests() {
            return Set.copyOf(mine);
        }

        @Override
        public synchronized void close() {
            release(mine);
            mine.clear();
        }
    }
}
