package dev.caisson.stdio;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Wakes one thread; raised by any thread, also before that one waits. Raising never blocks.
final class Signal {
    private volatile boolean raised;
    private volatile @Nullable Thread waiting;

    void raise() {
        raised = true;
        LockSupport.unpark(waiting);
    }

    /// Waits until it is raised, and takes it down. Only by its one thread.
    ///
    /// @param longest null for no limit
    /// @return false when that time passed
    boolean await(@Nullable Duration longest) throws InterruptedException {
        waiting = Thread.currentThread();
        try {
            long deadline = longest == null ? 0 : System.nanoTime() + longest.toNanos();
            while (!raised) {
                if (Thread.interrupted()) throw new InterruptedException();
                if (longest == null) {
                    LockSupport.park(this);
                } else {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) return false;
                    LockSupport.parkNanos(this, left);
                }
            }
            raised = false;
            return true;
        } finally {
            waiting = null;
        }
    }
}
