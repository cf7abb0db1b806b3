package dev.caisson.event;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The durable, bounded record of events.
///
/// A platform thread of its own takes events from a bounded queue, appends what is there in one
/// write and syncs within a second. An event the disk does not take (full, or too slow for the
/// queue) is missing from the ledger, and readers see the gap in the numbers.
final class EventLedger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLedger.class);
    private static final Event END =
            new Event(0, Instant.EPOCH, EventType.DAEMON, "end", "", Map.of());
    private static final int QUEUED = 16 * 1024;
    private static final int BATCH = 512;
    private static final long SYNC_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final LedgerFiles files;
    private final Path directory;
    private final Optional<Event> newest;
    private final ArrayBlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUED);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private final Thread writer;

    /// The last event that was written or given up.
    private long settled;

    /// The last event that found no room in the queue.
    private volatile long leftOut;

    private EventLedger(LedgerFiles files, Path directory, Optional<Event> newest) {
        this.files = files;
        this.directory = directory;
        this.newest = newest;
        settled = newest.map(Event::sequence).orElse(0L);
        writer = Thread.ofPlatform().name("events").daemon().unstarted(this::write);
    }

    /// Opens the ledger and starts its thread.
    ///
    /// @throws Internal `EVENTS_UNREADABLE`
    static EventLedger open(Path directory, LedgerFiles files) {
        try {
            var ledger = new EventLedger(files, directory, files.recover());
            ledger.writer.start();
            return ledger;
        } catch (IOException failure) {
            throw new Internal(failure, FaultCode.EVENTS_UNREADABLE, directory, failure);
        }
    }

    /// The last event of earlier daemons.
    Optional<Event> newest() {
        return newest;
    }

    /// Takes an event for writing; never blocks. Events come in the order of their numbers.
    void offer(Event event) {
        if (!queue.offer(event)) {
            leftOut = event.sequence();
            LOG.warn("event={} the disk is too slow, not kept in the ledger", event.sequence());
        }
    }

    /// What the ledger has from a number on, oldest first. Waits until the writer has come to
    /// `upTo`, a number that was offered.
    Replay replay(long from, long upTo) throws InterruptedException {
        awaitSettled(upTo);
        try {
            return new Replay(files.list(from), from);
        } catch (IOException failure) {
            throw new Internal(failure, FaultCode.EVENTS_UNREADABLE, directory, failure);
        }
    }

    /// Writes what was offered before, and ends. Idempotent.
    @Override
    public void close() {
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                // The writer makes room, and goes away only after it has met such a mark.
                boolean _ = queue.offer(END, 100, TimeUnit.MILLISECONDS);
                writer.join(Duration.ofMillis(100));
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void awaitSettled(long sequence) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (Math.max(settled, leftOut) < sequence && writer.isAlive()) progress.await();
        } finally {
            lock.unlock();
        }
    }

    private void settle(long sequence) {
        lock.lock();
        try {
            settled = sequence;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        var batch = new ArrayList<Event>(BATCH);
        long syncAt = 0;
        boolean dirty = false;
        boolean ending = false;
        while (!ending) {
            var first = next(dirty ? syncAt - System.nanoTime() : Long.MAX_VALUE);
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, BATCH - 1);
                ending = batch.removeIf(END::equals);
                append(batch);
                if (!dirty) syncAt = System.nanoTime() + SYNC_AFTER_NANOS;
                dirty = true;
                batch.clear();
            }
            if (dirty && (ending || System.nanoTime() - syncAt >= 0)) {
                attempt(files::sync);
                dirty = false;
            }
        }
        attempt(files::close);
        settle(Long.MAX_VALUE);
    }

    /// @return null when the time is over
    private @Nullable Event next(long nanos) {
        try {
            return queue.poll(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException notOurs) {
            return null;
        }
    }

    private void append(List<Event> batch) {
        if (batch.isEmpty()) return;
        var lines = new ByteArrayOutputStream();
        for (var event : batch) lines.writeBytes(LedgerLine.write(event));
        long first = batch.getFirst().sequence();
        attempt(() -> files.append(first, ByteBuffer.wrap(lines.toByteArray())));
        settle(batch.getLast().sequence());
    }

    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (IOException failure) {
            LOG.warn("directory={} cannot keep events, going on without", directory, failure);
        }
    }
}
