package dev.caisson.sys;

/// Fresh platform threads for work that changes the thread: `setns`, `unshare`, `prctl`, `capset`.
///
/// Never pooled: a thread left in another namespace would poison the next task. It ends with its
/// task, and takes what it changed along.
public final class NsThread {
    private NsThread() {}

    /// Runs a task on a thread of its own and waits for it. An interrupt of the caller is kept for
    /// afterwards.
    ///
    /// @param name of the thread, as a stack dump shows it
    public static <T, X extends Exception> T call(String name, Blocking.Task<T, X> task) throws X {
        return Handover.through(work -> start(name, work), task);
    }

    /// [#call] without a result.
    public static <X extends Exception> void run(String name, Blocking.Action<X> action) throws X {
        NsThread.<Boolean, X>call(
                name,
                () -> {
                    action.run();
                    return true;
                });
    }

    /// Starts a thread that lives on in its namespaces.
    public static Thread start(String name, Runnable work) {
        return Thread.ofPlatform().name(name).daemon().start(work);
    }
}
