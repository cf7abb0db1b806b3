package dev.caisson.sys;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// [EventCalls] on the running kernel.
interface RealEvents extends EventCalls {
    int MOST_EVENTS = 1024;
    // The kernel's sigset_t, include/uapi/asm-generic/signal.h
    int SIGSET_SIZE = 8;

    @Override
    default int[] ppoll(int[] fds, int[] events, @Nullable Duration timeout) {
        if (fds.length != events.length) throw new IllegalArgumentException("lengths differ");
        try (var scratch = Scratch.take()) {
            int size = Layouts.POLLFD.size();
            int array = scratch.zeroed(fds.length * size);
            var memory = scratch.memory();
            for (int i = 0; i < fds.length; i++) {
                memory.putInt(array + i * size + Layouts.POLLFD_FD, fds[i]);
                memory.putShort(array + i * size + Layouts.POLLFD_EVENTS, (short) events[i]);
            }
            Kernel.waiting(
                    () -> "ppoll of " + fds.length,
                    CallNumber.PPOLL,
                    scratch.address(array),
                    fds.length,
                    timeout == null ? 0 : timespec(scratch, timeout),
                    0,
                    SIGSET_SIZE,
                    0);
            var found = new int[fds.length];
            for (int i = 0; i < fds.length; i++) {
                found[i] =
                        Short.toUnsignedInt(
                                memory.getShort(array + i * size + Layouts.POLLFD_REVENTS));
            }
            return found;
        }
    }

    private static long timespec(Scratch scratch, Duration timeout) {
        int struct = scratch.block(Layouts.TIMESPEC.size());
        scratch.memory()
                .putLong(struct + Layouts.TIMESPEC_SEC, timeout.getSeconds())
                .putLong(struct + Layouts.TIMESPEC_NSEC, timeout.getNano());
        return scratch.address(struct);
    }

    @Override
    default int epollCreate1() {
        return (int)
                Kernel.call(() -> "epoll_create1", CallNumber.EPOLL_CREATE1, OpenFlag.O_CLOEXEC);
    }

    @Override
    default void epollCtl(int epollFd, int operation, int fd, int events, long data) {
        try (var scratch = Scratch.take()) {
            int event = scratch.zeroed(Layouts.EPOLL_EVENT.size());
            scratch.memory()
                    .putInt(event + Layouts.EPOLL_EVENT_EVENTS, events)
                    .putLong(event + Layouts.EPOLL_EVENT_DATA, data);
            Kernel.call(
                    () -> "epoll_ctl operation " + operation + " fd " + fd,
                    CallNumber.EPOLL_CTL,
                    epollFd,
                    operation,
                    fd,
                    scratch.address(event));
        }
    }

    @Override
    default List<EpollEvent> epollWait(int epollFd, int maximum, int timeoutMillis) {
        if (maximum > MOST_EVENTS) throw new IllegalArgumentException("too many: " + maximum);
        try (var scratch = Scratch.take()) {
            int size = Layouts.EPOLL_EVENT.size();
            int array = scratch.block(maximum * size);
            int count =
                    (int)
                            Kernel.waiting(
                                    () -> "epoll_pwait fd " + epollFd,
                                    CallNumber.EPOLL_PWAIT,
                                    epollFd,
                                    scratch.address(array),
                                    maximum,
                                    timeoutMillis,
                                    0,
                                    SIGSET_SIZE);
            var events = new ArrayList<EpollEvent>(count);
            for (int at = array; at < array + count * size; at += size) {
                events.add(
                        new EpollEvent(
                                scratch.memory().getInt(at + Layouts.EPOLL_EVENT_EVENTS),
                                scratch.memory().getLong(at + Layouts.EPOLL_EVENT_DATA)));
            }
            return events;
        }
    }

    @Override
    default int eventfd(int initial, int flags) {
        return (int)
                Kernel.call(
                        () -> "eventfd2", CallNumber.EVENTFD2, initial, flags | OpenFlag.O_CLOEXEC);
    }

    @Override
    default void eventfdWrite(int fd, long value) {
        try (var scratch = Scratch.take()) {
            int room = scratch.block(8);
            scratch.memory().putLong(room, value);
            Kernel.call(
                    () -> "write eventfd " + fd, CallNumber.WRITE, fd, scratch.address(room), 8);
        }
    }

    @Override
    default long eventfdRead(int fd) {
        try (var scratch = Scratch.take()) {
            int room = scratch.block(8);
            Kernel.call(() -> "read eventfd " + fd, CallNumber.READ, fd, scratch.address(room), 8);
            return scratch.memory().getLong(room);
        }
    }

    @Override
    default int inotifyInit1(int flags) {
        return (int)
                Kernel.call(
                        () -> "inotify_init1",
                        CallNumber.INOTIFY_INIT1,
                        flags | OpenFlag.O_CLOEXEC);
    }

    @Override
    default int inotifyAddWatch(int inotifyFd, String path, int mask) {
        try (var scratch = Scratch.take()) {
            return (int)
                    Kernel.call(
                            () -> "inotify_add_watch " + path,
                            CallNumber.INOTIFY_ADD_WATCH,
                            inotifyFd,
                            scratch.path(path),
                            mask);
        }
    }

    @Override
    default void inotifyRmWatch(int inotifyFd, int watch) {
        Kernel.call(
                () -> "inotify_rm_watch " + watch, CallNumber.INOTIFY_RM_WATCH, inotifyFd, watch);
    }

    @Override
    default List<InotifyEvent> inotifyRead(int inotifyFd) {
        try (var scratch = Scratch.take()) {
            int room = scratch.block(Scratch.TRANSFER);
            int length =
                    (int)
                            Kernel.call(
                                    () -> "read inotify fd " + inotifyFd,
                                    CallNumber.READ,
                                    inotifyFd,
                                    scratch.address(room),
                                    Scratch.TRANSFER);
            var memory = scratch.memory();
            var events = new ArrayList<InotifyEvent>();
            for (int at = room; at < room + length; ) {
                int start = at + Layouts.INOTIFY_EVENT.size();
                int next = start + memory.getInt(at + Layouts.INOTIFY_EVENT_LEN);
                events.add(
                        new InotifyEvent(
                                memory.getInt(at + Layouts.INOTIFY_EVENT_WD),
                                memory.getInt(at + Layouts.INOTIFY_EVENT_MASK),
                                memory.getInt(at + Layouts.INOTIFY_EVENT_COOKIE),
                                scratch.text(start, NativeText.length(memory, start, next))));
                at = next;
            }
            return events;
        }
    }
}
