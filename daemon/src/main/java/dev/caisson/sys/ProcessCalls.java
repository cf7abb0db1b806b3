package dev.caisson.sys;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Processes, namespaces and privileges.
///
/// `unshare`, `setns`, `prctl`, `capset`, `seccomp`, `chroot` and `fchdir` change the calling
/// *thread*: only on a [NsThread].
public interface ProcessCalls {
    /// `getpid(2)`.
    int getpid();

    /// `gettid(2)`.
    int gettid();

    /// `unshare(2)`.
    ///
    /// @param flags [CloneFlag] `CLONE_*`
    void unshare(int flags);

    /// `setns(2)`. A mount namespace needs `unshare(CLONE_FS)` before.
    ///
    /// @param fd namespace or pidfd
    /// @param flags [CloneFlag] `CLONE_NEW*`; 0 allows any, not for a pidfd
    void setns(int fd, int flags);

    /// `fchdir(2)`; after `unshare(CLONE_FS)`.
    void fchdir(int fd);

    /// `chroot(2)`; after `unshare(CLONE_FS)`.
    void chroot(String path);

    /// `kill(2)`. For processes we did not just make, use [#pidfdSendSignal].
    void kill(int pid, int signal);

    /// `pidfd_open(2)`.
    int pidfdOpen(int pid);

    /// `pidfd_send_signal(2)`.
    ///
    /// @param signal a number, 0 to ask whether it would work
    void pidfdSendSignal(int pidFd, int signal);

    /// `pidfd_getfd(2)`: a copy of another process's descriptor. Close-on-exec.
    int pidfdGetfd(int pidFd, int targetFd);

    /// `waitid(2)`.
    ///
    /// @param idType [Wait#P_PID], `P_PIDFD`, `P_PGID` or `P_ALL`
    /// @param options [Wait#WEXITED] and so on; with `WNOHANG` the answer may be empty
    /// @return how the child changed
    Optional<ChildStatus> waitid(int idType, int id, int options);

    /// `wait4(2)` without resource usage.
    ///
    /// @param options [Wait#WNOHANG] and so on
    /// @return the child and how it ended; empty with `WNOHANG` when none has
    Optional<ChildStatus> wait4(int pid, int options);

    /// `posix_spawn(3)`: a vfork-like start of a program, whose time does not grow with the heap.
    /// Costs grow with the number of open descriptors.
    ///
    /// @return the child's pid; the caller must wait for it
    /// @throws SyscallException also when the child could not exec
    int posixSpawn(SpawnRequest request);

    /// `prctl(2)`.
    ///
    /// @param option [Prctl] `PR_*`
    int prctl(int option, long argument2, long argument3, long argument4, long argument5);

    /// `capget(2)` of a process.
    ///
    /// @param pid 0 for the calling thread
    CapabilitySets capget(int pid);

    /// `capset(2)` of the calling thread.
    void capset(CapabilitySets sets);

    /// `seccomp(2)` with `SECCOMP_SET_MODE_FILTER`.
    ///
    /// @param flags [Prctl] `SECCOMP_FILTER_FLAG_*`
    /// @param program `struct sock_filter`s of 8 bytes each, in the machine's byte order
    /// @return a listener descriptor when asked for, otherwise 0
    int seccompSetModeFilter(int flags, byte[] program);

    /// `seccomp(2)` with `SECCOMP_GET_ACTION_AVAIL`.
    boolean seccompActionAvailable(int action);

    /// `prlimit(2)`.
    ///
    /// @param pid 0 for this process
    /// @param resource [ResourceLimit] `RLIMIT_*`
    /// @param limit the new one, or `null` to keep it
    /// @return the limit before
    ResourceLimit prlimit(int pid, int resource, @Nullable ResourceLimit limit);
}
