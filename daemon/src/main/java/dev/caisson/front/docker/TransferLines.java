package dev.caisson.front.docker;

import dev.caisson.wire.ProgressMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lines of progress between the threads of a transfer and the one that writes to the client.
///
/// What happened is told in order; how far something is only counts when it is the latest, so a
/// slow client costs a bounded amount of memory and holds nobody up.
final class TransferLines {
    private static final Duration SLICE = Duration.ofMillis(100);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ProgressMessage> events = new ArrayDeque<>();
    private final Map<String, ProgressMessage> counters = new LinkedHashMap<>();
    private boolean isEnded;

    /// Something has happened.
    void say(ProgressMessage message) {
        lock.lock();
        try {
            var id = message.id();
            if (id != null) counters.remove(id);
            events.add(message);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Something has come further.
    void count(String id, String status, long current, long total) {
        lock.lock();
        try {
            counters.put(id, ProgressMessage.of(id, status, current, total));
        } finally {
            lock.unlock();
        }
    }

    /// Nothing more comes.
    void end() {
        lock.lock();
        try {
            isEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isOver() {
        lock.lock();
        try {
            return isEnded && events.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// What there is to tell; waits for it for a tenth of a second.
    List<ProgressMessage> take() throws InterruptedException {
        lock.lock();
        try {
            long left = SLICE.toNanos();
            while (events.isEmpty() && !isEnded && left > 0) left = changed.awaitNanos(left);
            var batch = new ArrayList<>(events);
            events.clear();
            // Counters that come last do not take back what has happened since.
            batch.addAll(counters.values());
            counters.clear();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /// Docker ends each message with carriage return and line feed.
    static byte[] bytes(Object message) {
        var json = Json.mapper().writeValueAsBytes(message);
        var line = Arrays.copyOf(json, json.length + 2);
        line[json.length] = '\r';
        line[json.length + 1] = '\n';
        return line;
    }
}
