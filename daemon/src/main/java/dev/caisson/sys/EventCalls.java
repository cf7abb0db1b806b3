package dev.caisson.sys;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Waiting for descriptors and for changes of files. [Poller] and [Inotify] are easier to use.
public interface EventCalls {
    /// `ppoll(2)` with the signal mask unchanged.
    ///
    /// @param fds descriptors; a negative one is skipped
    /// @param events [Poll] `POLL*` per descriptor
    /// @param timeout `null` waits for ever
    /// @return `revents` per descriptor; all zero after the timeout
    int[] ppoll(int[] fds, int[] events, @Nullable Duration timeout);

    /// `epoll_create1(2)`, close-on-exec.
    int epollCreate1();

    /// `epoll_ctl(2)`.
    ///
    /// @param operation [Poll#EPOLL_CTL_ADD], `EPOLL_CTL_MOD`, `EPOLL_CTL_DEL`
    /// @param events [Poll] `EPOLL*`
    /// @param data comes back with each event
    void epollCtl(int epollFd, int operation, int fd, int events, long data);

    /// `epoll_wait(2)`.
    ///
    /// @param maximum 1 to 1024
    /// @param timeoutMillis -1 waits for ever
    List<EpollEvent> epollWait(int epollFd, int maximum, int timeoutMillis);

    /// `eventfd(2)`, close-on-exec.
    ///
    /// @param flags [Poll#EFD_NONBLOCK], `EFD_SEMAPHORE`, or 0
    int eventfd(int initial, int flags);

    /// Adds to an eventfd by `write(2)`.
    void eventfdWrite(int fd, long value);

    /// Takes the value of an eventfd by `read(2)`.
    long eventfdRead(int fd);

    /// `inotify_init1(2)`, close-on-exec.
    ///
    /// @param flags [InotifyMask#IN_NONBLOCK], or 0
    int inotifyInit1(int flags);

    /// `inotify_add_watch(2)`.
    ///
    /// @param mask [InotifyMask] `IN_*`
    int inotifyAddWatch(int inotifyFd, String path, int mask);

    /// `inotify_rm_watch(2)`.
    void inotifyRmWatch(int inotifyFd, int watch);

    /// `read(2)` of an inotify descriptor. `EAGAIN` when it is non-blocking and has nothing.
    List<InotifyEvent> inotifyRead(int inotifyFd);
}
