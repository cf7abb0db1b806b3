package dev.caisson.container;

import dev.caisson.fault.Faults;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/// Wakes those who wait until something of a container is as they want it.
///
/// Who waits takes the future of the next change before it looks, so no change is missed.
final class Changes {
    private final AtomicReference<CompletableFuture<Void>> next =
            new AtomicReference<>(new CompletableFuture<>());

    /// Something is different from now on.
    void happened() {
        next.getAndSet(new CompletableFuture<>()).complete(null);
    }

    /// Looks now and after each change.
    ///
    /// @return false when it was not so within that time
    boolean await(BooleanSupplier wanted, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            var change = next.get();
            if (wanted.getAsBoolean()) return true;
            long left = deadline - System.nanoTime();
            if (left <= 0) return false;
            try {
                change.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                // one more look, then the time is over
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw Faults.unexpected(interrupted);
            } catch (ExecutionException impossible) {
                throw Faults.unexpected(impossible);
            }
        }
    }
}
