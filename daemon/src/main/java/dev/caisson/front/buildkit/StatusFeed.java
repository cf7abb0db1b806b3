package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.FieldWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The news of one build on their way to its client, who may come for them late or never.
///
/// While somebody reads, a build that says more than is read waits; while nobody does, output of
/// commands that is too much is dropped, the oldest first.
final class StatusFeed {
    private static final int ROOM = 4 << 20;
    private static final int OTHERS = 200;

    /// What one message has at most.
    private static final int MESSAGE = 512 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Status> waiting = new ArrayDeque<>();
    private long held;
    private int readers;
    private boolean ended;

    /// @throws InterruptedException while it waits for a reader
    void add(Status status) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (held > ROOM && readers > 0 && !ended) changed.await();
            if (ended) return;
            waiting.add(status);
            held += size(status);
            if (held > ROOM) dropOutput();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void dropOutput() {
        var each = waiting.iterator();
        while (held > ROOM && each.hasNext()) {
            var old = each.next();
            if (!(old instanceof Status.Output)) continue;
            each.remove();
            held -= size(old);
        }
    }

    private static int size(Status status) {
        return OTHERS + (status instanceof Status.Output output ? output.bytes().length : 0);
    }

    /// There is no more news.
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Somebody reads from now on.
    void attach() {
        lock.lock();
        try {
            readers++;
        } finally {
            lock.unlock();
        }
    }

    void detach() {
        lock.lock();
        try {
            readers--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The next news as a StatusResponse; an empty one when there is none for some time, null at
    /// the end.
    byte @Nullable [] next(long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (waiting.isEmpty() && !ended && left > 0) left = changed.awaitNanos(left);
            if (waiting.isEmpty()) return ended ? null : new byte[0];
            var response = new FieldWriter();
            int size = 0;
            while (!waiting.isEmpty() && size < MESSAGE) {
                var status = waiting.remove();
                int own = size(status);
                held -= own;
                size += own;
                status.addTo(response);
            }
            changed.signalAll();
            return response.toBytes();
        } finally {
            lock.unlock();
        }
    }
}
