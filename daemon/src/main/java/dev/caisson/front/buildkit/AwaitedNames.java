package dev.caisson.front.buildkit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Things by the names that clients gave them. The calls of one client come in any order; so who
/// asks for a name waits a little for the thing to come.
final class AwaitedNames<T> {
    private static final long PATIENCE_SECONDS = 10;

    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, T> known = new HashMap<>();

    /// @param most of them at one time
    AwaitedNames(int most) {
        this.most = most;
    }

    /// What became of a name.
    enum Outcome {
        ADDED,
        IN_USE,
        TOO_MANY
    }

    /// Adds what nobody has this name for yet.
    Outcome add(String name, T thing) {
        lock.lock();
        try {
            if (known.containsKey(name)) return Outcome.IN_USE;
            if (known.size() >= most) return Outcome.TOO_MANY;
            known.put(name, thing);
            changed.signalAll();
            return Outcome.ADDED;
        } finally {
            lock.unlock();
        }
    }

    void remove(String name, T thing) {
        lock.lock();
        try {
            known.remove(name, thing);
        } finally {
            lock.unlock();
        }
    }

    /// @return empty when it does not come in time
    Optional<T> get(String name) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        lock.lock();
        try {
            while (true) {
                var thing = known.get(name);
                if (thing != null) return Optional.of(thing);
                if (left <= 0) return Optional.empty();
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
