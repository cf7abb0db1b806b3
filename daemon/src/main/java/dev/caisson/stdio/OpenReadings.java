package dev.caisson.stdio;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Which logs are being read at the moment, so that the files of a removed container stay until the
/// last reader has what was promised to it.
final class OpenReadings {
    private final Map<Path, Readers> logs = new HashMap<>();

    private static final class Readers {
        private final CompletableFuture<Void> gone = new CompletableFuture<>();
        private int count;
    }

    synchronized void begin(Path log) {
        logs.computeIfAbsent(log, _ -> new Readers()).count++;
    }

    void end(Path log) {
        var last = leave(log);
        if (last != null) last.gone.complete(null);
    }

    private synchronized @Nullable Readers leave(Path log) {
        var readers = logs.get(log);
        if (readers == null) throw new IllegalStateException("nobody reads " + log);
        if (--readers.count > 0) return null;
        logs.remove(log);
        return readers;
    }

    /// Completes when nobody reads it; those who begin later are not waited for.
    synchronized CompletableFuture<Void> over(Path log) {
        var readers = logs.get(log);
        return readers == null ? CompletableFuture.completedFuture(null) : readers.gone.copy();
    }
}
