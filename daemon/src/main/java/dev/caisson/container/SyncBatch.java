package dev.caisson.container;

import dev.caisson.sys.Blocking;
import dev.caisson.value.Scheduler;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes renamed files durable within a second, many at once, off the path of every answer.
final class SyncBatch {
    private static final Logger LOG = LoggerFactory.getLogger(SyncBatch.class);
    private static final Duration DELAY = Duration.ofMillis(500);

    private final Scheduler scheduler;
    private final Set<Path> waiting = new LinkedHashSet<>();

    SyncBatch(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void add(Path file) {
        synchronized (waiting) {
            boolean first = waiting.isEmpty();
            waiting.add(file);
            if (!first) return;
        }
        var _ = scheduler.after(DELAY, () -> Blocking.run(this::flush));
    }

    /// Syncs everything that waits, each file and then its directory.
    void flush() {
        Set<Path> batch;
        synchronized (waiting) {
            batch = new LinkedHashSet<>(waiting);
            waiting.clear();
        }
        var directories = new LinkedHashSet<Path>();
        for (var file : batch) {
            sync(file);
            var directory = file.getParent();
            if (directory != null) directories.add(directory);
        }
        directories.forEach(SyncBatch::sync);
    }

    private static void sync(Path path) {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (NoSuchFileException removed) {
            // its container is gone, and so is the need
        } catch (IOException failure) {
            LOG.warn("cannot sync path={}, a power failure may lose it", path, failure);
        }
    }
}
