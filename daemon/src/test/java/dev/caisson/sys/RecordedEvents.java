package dev.caisson.sys;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// [EventCalls] as text.
interface RecordedEvents extends EventCalls, Recorder {
    @Override
    default int[] ppoll(int[] fds, int[] events, @Nullable Duration timeout) {
        return answer(
                new int[fds.length], "ppoll", Arrays.toString(fds), timeout == null ? "" : timeout);
    }

    @Override
    default int epollCreate1() {
        return newFd("epoll_create1");
    }

    @Override
    default void epollCtl(int epollFd, int operation, int fd, int events, long data) {
        done(
                "epoll_ctl",
                Shown.fd(epollFd),
                Shown.name(Poll.class, "EPOLL_CTL_", operation),
                Shown.fd(fd),
                Shown.flags(Poll.class, "EPOLLIN EPOLLOUT EPOLLHUP EPOLLONESHOT", events));
    }

    @Override
    default List<EpollEvent> epollWait(int epollFd, int maximum, int timeoutMillis) {
        return answer(List.of(), "epoll_wait", Shown.fd(epollFd));
    }

    @Override
    default int eventfd(int initial, int flags) {
        return newFd("eventfd", initial, Shown.flags(Poll.class, "EFD_", flags));
    }

    @Override
    default void eventfdWrite(int fd, long value) {
        done("eventfd_write", Shown.fd(fd), value);
    }

    @Override
    default long eventfdRead(int fd) {
        return answer(0L, "eventfd_read", Shown.fd(fd));
    }

    @Override
    default int inotifyInit1(int flags) {
        return newFd("inotify_init1", Shown.flags(InotifyMask.class, "IN_NONBLOCK", flags));
    }

    @Override
    default int inotifyAddWatch(int inotifyFd, String path, int mask) {
        return answer(
                1,
                "inotify_add_watch",
                Shown.fd(inotifyFd),
                path,
                Shown.flags(InotifyMask.class, "IN_", Integer.toUnsignedLong(mask)));
    }

    @Override
    default void inotifyRmWatch(int inotifyFd, int watch) {
        done("inotify_rm_watch", Shown.fd(inotifyFd), watch);
    }

    @Override
    default List<InotifyEvent> inotifyRead(int inotifyFd) {
        return answer(List.of(), "inotify_read", Shown.fd(inotifyFd));
    }
}
