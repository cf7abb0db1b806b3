package dev.caisson.sys;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One task given to another thread, and the wait for its end.
///
/// @param <T> result
/// @param <X> checked exception, thrown in the waiting thread
public final class Handover<T, X extends Exception> {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Blocking.Task<T, X> task;
    private @Nullable T result;
    private @Nullable Throwable failure;

    Handover(Blocking.Task<T, X> task) {
        this.task = task;
    }

    static <T, X extends Exception> T through(Executor executor, Blocking.Task<T, X> task)
            throws X {
        var handover = new Handover<>(task);
        executor.execute(handover::run);
        return handover.await();
    }

    /// In the other thread.
    void run() {
        try {
            result = task.run();
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            done.countDown();
        }
    }

    /// In the waiting thread, as often as it likes; an interrupt is kept for later.
    @SuppressWarnings({"unchecked", "NullAway"}) // the task's own exception and result
    public T await() throws X {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        if (failure instanceof Error error) throw error;
        if (failure instanceof RuntimeException unchecked) throw unchecked;
        if (failure != null) throw (X) failure;
        return result;
    }
}
