package dev.caisson.value;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs something later. The real one is [#real]; tests have one whose time they move.
public interface Scheduler {
    /// Runs an action after a delay, on a virtual thread of its own.
    Task after(Duration delay, Runnable action);

    /// Something that has not happened yet.
    interface Task {
        /// Nothing happens when it has run or was cancelled before.
        void cancel();
    }

    /// One daemon thread that keeps the time.
    static Scheduler real() {
        var timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("scheduler").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        return (delay, action) -> {
            var future =
                    timer.schedule(
                            () -> Thread.startVirtualThread(action),
                            delay.toNanos(),
                            TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        };
    }
}
