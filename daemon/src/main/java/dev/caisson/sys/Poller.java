package dev.caisson.sys;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/// One platform thread that waits for any number of descriptors.
///
/// Callbacks run on that thread and must not block: they complete a future or wake an actor. An
/// exception from one goes to the thread's uncaught-exception handler and the others go on.
///
/// 1. A registration must be closed before its descriptor is: the number may be reused at once.
/// 2. After [Registration#close] returns, its callback runs at most for an event already taken.
/// 3. Events are matched by registration, not by descriptor, so a late one is never misdelivered.
public final class Poller implements AutoCloseable {
    private static final int BATCH = 64;
    private static final long WAKE = 0;

    private final Syscalls syscalls;
    private final Fd epoll;
    private final Fd wake;
    private final Map<Long, Registration> registrations = new ConcurrentHashMap<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicLong keys = new AtomicLong(WAKE);
    private final Thread thread;
    private volatile boolean closed;

    /// Starts the thread.
    ///
    /// @param name of the thread
    public Poller(Syscalls syscalls, String name) {
        this.syscalls = syscalls;
        epoll = Fd.of(syscalls, syscalls.epollCreate1());
        wake = Fd.of(syscalls, syscalls.eventfd(0, Poll.EFD_NONBLOCK));
        syscalls.epollCtl(epoll.number(), Poll.EPOLL_CTL_ADD, wake.number(), Poll.EPOLLIN, WAKE);
        thread = NsThread.start(name, this::loop);
    }

    /// Calls back each time the descriptor is ready, until the registration is closed.
    ///
    /// @param events [Poll] `EPOLL*`; level-triggered unless `EPOLLET` or `EPOLLONESHOT` is in it
    /// @param callback gets the events that are there
    public Registration register(int fd, int events, IntConsumer callback) {
        long key = keys.incrementAndGet();
        var registration = new Registration(key, fd, callback);
        registrations.put(key, registration);
        try {
            syscalls.epollCtl(epoll.number(), Poll.EPOLL_CTL_ADD, fd, events, key);
        } catch (SyscallException failure) {
            registrations.remove(key);
            throw failure;
        }
        return registration;
    }

    /// Runs something on the poller's thread: at once when that is the caller, else soon. What
    /// comes after [#close] is never run.
    public void execute(Runnable task) {
        if (thread.equals(Thread.currentThread())) {
            task.run();
            return;
        }
        tasks.add(task);
        wakeUp();
    }

    private synchronized void wakeUp() {
        if (wake.isOpen()) syscalls.eventfdWrite(wake.number(), 1);
    }

    /// Completes with the events once the descriptor is ready, and is registered no longer then.
    /// The descriptor must stay open until then; to give up, cancel the future. Continuations run
    /// on the poller's thread unless they are `…Async`.
    public CompletableFuture<Integer> once(int fd, int events) {
        var ready = new CompletableFuture<Integer>();
        var registration =
                register(
                        fd,
                        events | Poll.EPOLLONESHOT,
                        found -> {
                            if (!ready.isDone()) ready.complete(found);
                        });
        // On completion by an event this runs in the callback: the number is still ours.
        var _ = ready.whenComplete((_, _) -> registration.close());
        return ready;
    }

    /// Ends the thread; open registrations are forgotten.
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        wakeUp();
        if (!thread.equals(Thread.currentThread())) joinThread();
        registrations.clear();
    }

    private void joinThread() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void loop() {
        try (epoll) {
            while (!closed) {
                for (var event : syscalls.epollWait(epoll.number(), BATCH, -1)) deliver(event);
            }
        } finally {
            sleepForEver();
        }
    }

    private synchronized void sleepForEver() {
        wake.close();
    }

    private void deliver(EpollEvent event) {
        if (event.data() == WAKE) {
            runTasks();
            return;
        }
        var registration = registrations.get(event.data());
        if (registration == null) return;
        guarded(() -> registration.callback.accept(event.events()));
    }

    private void runTasks() {
        syscalls.eventfdRead(wake.number());
        for (var task = tasks.poll(); task != null; task = tasks.poll()) guarded(task);
    }

    private void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException failure) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        }
    }

    /// One descriptor that is waited for.
    public final class Registration implements AutoCloseable {
        private final long key;
        private final int fd;
        private final IntConsumer callback;

        private Registration(long key, int fd, IntConsumer callback) {
            this.key = key;
            this.fd = fd;
            this.callback = callback;
        }

        /// Waits for other events from now on.
        ///
        /// @param events as for [Poller#register]
        public void change(int events) {
            syscalls.epollCtl(epoll.number(), Poll.EPOLL_CTL_MOD, fd, events, key);
        }

        /// As [#close], when the only descriptor of its file is closed right after: the kernel
        /// needs no telling then.
        public void forget() {
            var _ = registrations.remove(key);
        }

        /// Idempotent; before the descriptor is closed.
        @Override
        public void close() {
            if (registrations.remove(key) == null || closed) return;
            syscalls.epollCtl(epoll.number(), Poll.EPOLL_CTL_DEL, fd, 0, 0);
        }

        /// As [#close], and closes the descriptor once no callback for it is running: one that
        /// would use the number a moment later would meet another file there.
        public void closeWith(Fd descriptor) {
            close();
            execute(descriptor::close);
        }
    }
}
