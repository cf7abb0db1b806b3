package dev.caisson.sys;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Platform threads for native calls that can block, so that virtual threads never pin their
/// carrier in one.
///
/// At most [#SIZE] tasks run at once, the rest queue: a wait without an end (a lock, a child)
/// belongs on a [Poller] or a thread of its own. A task runs with none of the caller's thread
/// locals, and must not change its thread: that is what [NsThread] is for.
public final class Blocking {
    /// Threads of the pool.
    public static final int SIZE = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());

    private static final ThreadPoolExecutor POOL = pool("blocking-");

    /// For tasks that a task of [#POOL] waits for: in the same pool they could wait for each other.
    private static final ThreadPoolExecutor BESIDE = pool("beside-");

    private Blocking() {}

    /// A task with a result.
    @FunctionalInterface
    public interface Task<T, X extends Exception> {
        T run() throws X;
    }

    /// A task without a result.
    @FunctionalInterface
    public interface Action<X extends Exception> {
        void run() throws X;
    }

    /// Runs a task where it may block, and waits for it. A platform thread runs it itself.
    ///
    /// A native call cannot be interrupted and its result must not be lost, so an interrupt of the
    /// caller ends nothing: it is kept for the caller to see afterwards.
    public static <T, X extends Exception> T call(Task<T, X> task) throws X {
        if (!Thread.currentThread().isVirtual()) return task.run();
        return Handover.through(POOL, task);
    }

    /// [#call] without a result.
    public static <X extends Exception> void run(Action<X> action) throws X {
        Handover.<Boolean, X>through(
                Thread.currentThread().isVirtual() ? POOL : Runnable::run,
                () -> {
                    action.run();
                    return true;
                });
    }

    /// Runs a task where it may block, without waiting.
    public static <T> CompletableFuture<T> start(Task<T, RuntimeException> task) {
        return CompletableFuture.supplyAsync(task::run, POOL);
    }

    /// Runs a task beside the caller, which may be such a task itself and goes on with something
    /// else before it waits.
    ///
    /// @param task must not wait for other tasks
    public static <T> Handover<T, RuntimeException> beside(Task<T, RuntimeException> task) {
        var handover = new Handover<>(task);
        BESIDE.execute(handover::run);
        return handover;
    }

    /// For libraries that want an executor.
    public static Executor executor() {
        return POOL;
    }

    private static ThreadPoolExecutor pool(String name) {
        var numbers = new AtomicInteger();
        var pool =
                new ThreadPoolExecutor(
                        SIZE,
                        SIZE,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task ->
                                Thread.ofPlatform()
                                        .name(name + numbers.incrementAndGet())
                                        .daemon()
                                        .unstarted(task));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
