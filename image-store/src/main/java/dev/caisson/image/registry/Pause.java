package dev.caisson.image.registry;

import dev.caisson.value.Scheduler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// Waits; tests have one that only notes it.
@FunctionalInterface
public interface Pause {
    void await(Duration duration) throws InterruptedException;

    /// Waits as long as this scheduler's clock takes.
    static Pause by(Scheduler scheduler) {
        return duration -> {
            var over = new CountDownLatch(1);
            var task = scheduler.after(duration, over::countDown);
            try {
                over.await();
            } finally {
                task.cancel();
            }
        };
    }
}
