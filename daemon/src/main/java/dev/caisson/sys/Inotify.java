package dev.caisson.sys;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// One inotify instance for any number of watches; a user has only 128 instances by default.
///
/// Callbacks run on the [Poller]'s thread and must not block. When the kernel's queue overflows,
/// every watch gets an event with `IN_Q_OVERFLOW`: look at everything again. `IN_IGNORED` (the
/// file is gone) is the last event of a watch.
///
/// The kernel has one watch per file and instance, so several watches of one file share it; their
/// masks are joined, and each callback gets only the events of its own mask.
public final class Inotify implements AutoCloseable {
    private static final int ALWAYS =
            InotifyMask.IN_Q_OVERFLOW | InotifyMask.IN_IGNORED | InotifyMask.IN_UNMOUNT;

    private final Syscalls syscalls;
    private final Fd fd;
    private final Poller.Registration registration;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, List<Watch>> watches = new HashMap<>();

    public Inotify(Syscalls syscalls, Poller poller) {
        this.syscalls = syscalls;
        fd = Fd.of(syscalls, syscalls.inotifyInit1(InotifyMask.IN_NONBLOCK));
        registration = poller.register(fd.number(), Poll.EPOLLIN, _ -> readEvents());
    }

    /// Watches a file or directory.
    ///
    /// @param mask [InotifyMask] `IN_*`
    public Watch watch(String path, int mask, Consumer<InotifyEvent> callback) {
        lock.lock();
        try {
            int number =
                    syscalls.inotifyAddWatch(fd.number(), path, mask | InotifyMask.IN_MASK_ADD);
            var watch = new Watch(number, mask, callback);
            watches.computeIfAbsent(number, _ -> new ArrayList<>()).add(watch);
            return watch;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!fd.isOpen()) return;
            registration.close();
            watches.clear();
            fd.close();
        } finally {
            lock.unlock();
        }
    }

    private void readEvents() {
        List<InotifyEvent> events;
        lock.lock();
        try {
            if (!fd.isOpen()) return;
            events = syscalls.inotifyRead(fd.number());
        } catch (SyscallException failure) {
            if (failure.is(Errno.EAGAIN)) return;
            throw failure;
        } finally {
            lock.unlock();
        }
        for (var event : events) {
            for (var watch : receivers(event)) watch.callback.accept(event);
        }
    }

    private List<Watch> receivers(InotifyEvent event) {
        lock.lock();
        try {
            var receivers = new ArrayList<Watch>();
            if ((event.mask() & InotifyMask.IN_Q_OVERFLOW) != 0) {
                watches.values().forEach(receivers::addAll);
                return receivers;
            }
            for (var watch : watches.getOrDefault(event.watch(), List.of())) {
                if ((event.mask() & (watch.mask | ALWAYS)) != 0) receivers.add(watch);
            }
            if ((event.mask() & InotifyMask.IN_IGNORED) != 0) watches.remove(event.watch());
            return receivers;
        } finally {
            lock.unlock();
        }
    }

    /// One watched file.
    public final class Watch implements AutoCloseable {
        private final int number;
        private final int mask;
        private final Consumer<InotifyEvent> callback;

        private Watch(int number, int mask, Consumer<InotifyEvent> callback) {
            this.number = number;
            this.mask = mask;
            this.callback = callback;
        }

        /// Idempotent; the callback may still run for an event that was already read.
        @Override
        public void close() {
            lock.lock();
            try {
                var same = watches.get(number);
                if (same == null || !same.remove(this) || !same.isEmpty()) return;
                watches.remove(number);
                syscalls.inotifyRmWatch(fd.number(), number);
            } catch (SyscallException failure) {
                // EINVAL: the file went away and IN_IGNORED is still in the queue.
                if (!failure.is(Errno.EINVAL)) throw failure;
            } finally {
                lock.unlock();
            }
        }
    }
}
