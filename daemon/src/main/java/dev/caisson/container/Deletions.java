package dev.caisson.container;

import dev.caisson.sys.Blocking;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what was taken out of sight, behind everybody's back.
final class Deletions {
    private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);

    private final TreeDisposal disposal;
    private final Map<Long, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    Deletions(TreeDisposal disposal) {
        this.disposal = disposal;
    }

    void delete(List<Path> rubbish) {
        if (rubbish.isEmpty()) return;
        var deletion =
                CompletableFuture.runAsync(
                        () -> rubbish.forEach(this::delete), Blocking.executor());
        long number = numbers.incrementAndGet();
        running.put(number, deletion);
        var _ = deletion.whenComplete((_, _) -> running.remove(number));
    }

    /// Returns when everything asked for so far was tried.
    void await() {
        CompletableFuture.allOf(running.values().toArray(CompletableFuture[]::new)).join();
    }

    private void delete(Path path) {
        try {
            disposal.delete(path);
        } catch (RuntimeException failure) {
            LOG.warn("cannot delete path={}, trying again at the next start", path, failure);
        }
    }
}
