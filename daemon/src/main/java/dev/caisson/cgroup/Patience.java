package dev.caisson.cgroup;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what the kernel does not announce: the removal of a cgroup whose last process has
/// just ended, and freezing on version 1. Looks again after 50 µs first, then after twice as
/// long each time, up to 5 ms.
record Patience(Duration limit) {
    private static final long FIRST_NANOS = 50_000;
    private static final long LONGEST_NANOS = 5_000_000;

    /// @return false when the time is over
    boolean until(BooleanSupplier done) {
        long end = System.nanoTime() + limit.toNanos();
        long pause = FIRST_NANOS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) return false;
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_NANOS);
        }
        return true;
    }
}
