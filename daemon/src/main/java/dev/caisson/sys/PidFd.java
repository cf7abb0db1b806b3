package dev.caisson.sys;

import java.time.Duration;
import java.util.Optional;

/// A process held by descriptor: signals reach it or nobody, whatever becomes of its pid.
///
/// @see ProcessId#open
public final class PidFd implements AutoCloseable {
    private final Syscalls syscalls;
    private final Fd fd;

    private PidFd(Syscalls syscalls, Fd fd) {
        this.syscalls = syscalls;
        this.fd = fd;
    }

    /// Opens a process that cannot have been reaped yet: a child of ours, or ourselves. For others
    /// see [ProcessId#open].
    public static PidFd open(Syscalls syscalls, int pid) {
        return of(syscalls, syscalls.pidfdOpen(pid));
    }

    /// Takes ownership of a pidfd.
    public static PidFd of(Syscalls syscalls, int number) {
        return new PidFd(syscalls, Fd.of(syscalls, number));
    }

    /// The descriptor; readable (`POLLIN`) once the process has ended.
    public int number() {
        return fd.number();
    }

    /// Sends a signal.
    ///
    /// @return false when the process has ended and was reaped
    public boolean signal(int signal) {
        try {
            syscalls.pidfdSendSignal(number(), signal);
            return true;
        } catch (SyscallException failure) {
            if (failure.is(Errno.ESRCH)) return false;
            throw failure;
        }
    }

    /// A copy of one of the process's descriptors.
    public Fd descriptor(int target) {
        return Fd.of(syscalls, syscalls.pidfdGetfd(number(), target));
    }

    /// Whether it has ended, reaped or not.
    public boolean hasEnded() {
        return ended(Duration.ZERO);
    }

    /// Waits until it has ended, reaped or not. Blocks: see [Blocking]; a [Poller] is cheaper.
    ///
    /// @return whether it has ended within the time
    public boolean ended(Duration timeout) {
        return syscalls.ppoll(new int[] {number()}, new int[] {Poll.POLLIN}, timeout)[0] != 0;
    }

    /// Reaps our own child. Blocks without `WNOHANG`.
    ///
    /// @param options [Wait#WEXITED] and so on
    public Optional<ChildStatus> reap(int options) {
        return syscalls.waitid(Wait.P_PIDFD, number(), options);
    }

    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return "pid" + fd;
    }
}
