package dev.caisson.build.solve;

import dev.caisson.image.Digest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Lets a step be done once when several builds come to it at the same time: the others wait and
/// then find it in the cache; when it fails, or its build is given up, the next one does it.
public final class StepLocks {
    private final Map<Digest, Counted> locks = new HashMap<>();

    private static final class Counted {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    /// What is held.
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    Held take(Digest key) throws InterruptedException {
        Counted mine;
        synchronized (this) {
            mine = locks.computeIfAbsent(key, _ -> new Counted());
            mine.users++;
        }
        try {
            mine.lock.lockInterruptibly();
        } catch (InterruptedException stopped) {
            release(key, mine);
            throw stopped;
        }
        return () -> {
            mine.lock.unlock();
            release(key, mine);
        };
    }

    private synchronized void release(Digest key, Counted mine) {
        if (--mine.users == 0) locks.remove(key);
    }
}
