package dev.caisson.sys;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [ProcessCalls] on the running kernel.
interface RealProcesses extends ProcessCalls {
    // include/uapi/linux/seccomp.h
    int SECCOMP_SET_MODE_FILTER = 1;
    int SECCOMP_GET_ACTION_AVAIL = 2;
    int SOCK_FILTER_SIZE = 8;
    // include/uapi/linux/capability.h
    int LINUX_CAPABILITY_VERSION_3 = 0x20080522;

    @Override
    default int getpid() {
        return (int) Kernel.call(() -> "getpid", CallNumber.GETPID, 0);
    }

    @Override
    default int gettid() {
        return (int) Kernel.call(() -> "gettid", CallNumber.GETTID, 0);
    }

    @Override
    default void unshare(int flags) {
        Kernel.call(() -> "unshare 0x" + Integer.toHexString(flags), CallNumber.UNSHARE, flags);
    }

    @Override
    default void setns(int fd, int flags) {
        Kernel.call(
                () -> "setns fd " + fd + " 0x" + Integer.toHexString(flags),
                CallNumber.SETNS,
                fd,
                flags);
    }

    @Override
    default void fchdir(int fd) {
        Kernel.call(() -> "fchdir fd " + fd, CallNumber.FCHDIR, fd);
    }

    @Override
    default void chroot(String path) {
        try (var scratch = Scratch.take()) {
            Kernel.call(() -> "chroot " + path, CallNumber.CHROOT, scratch.path(path));
        }
    }

    @Override
    default void kill(int pid, int signal) {
        Kernel.call(() -> "kill " + pid + " signal " + signal, CallNumber.KILL, pid, signal);
    }

    @Override
    default int pidfdOpen(int pid) {
        return (int) Kernel.call(() -> "pidfd_open " + pid, CallNumber.PIDFD_OPEN, pid);
    }

    @Override
    default void pidfdSendSignal(int pidFd, int signal) {
        Kernel.call(
                () -> "pidfd_send_signal fd " + pidFd + " signal " + signal,
                CallNumber.PIDFD_SEND_SIGNAL,
                pidFd,
                signal);
    }

    @Override
    default int pidfdGetfd(int pidFd, int targetFd) {
        return (int)
                Kernel.call(
                        () -> "pidfd_getfd fd " + pidFd + " its fd " + targetFd,
                        CallNumber.PIDFD_GETFD,
                        pidFd,
                        targetFd);
    }

    @Override
    default Optional<ChildStatus> waitid(int idType, int id, int options) {
        try (var scratch = Scratch.take()) {
            int info = scratch.zeroed(Layouts.SIGINFO.size());
            Kernel.call(
                    () -> "waitid " + idType + " " + id,
                    CallNumber.WAITID,
                    idType,
                    id,
                    scratch.address(info),
                    options);
            var memory = scratch.memory();
            int pid = memory.getInt(info + Layouts.SIGINFO_PID);
            if (pid == 0) return Optional.empty();
            return Optional.of(
                    new ChildStatus(
                            pid,
                            memory.getInt(info + Layouts.SIGINFO_CODE),
                            memory.getInt(info + Layouts.SIGINFO_STATUS)));
        }
    }

    @Override
    default Optional<ChildStatus> wait4(int pid, int options) {
        try (var scratch = Scratch.take()) {
            int room = scratch.zeroed(4);
            int child =
                    (int)
                            Kernel.call(
                                    () -> "wait4 " + pid,
                                    CallNumber.WAIT4,
                                    pid,
                                    scratch.address(room),
                                    options);
            if (child == 0) return Optional.empty();
            return Optional.of(ChildStatus.ofWaitStatus(child, scratch.memory().getInt(room)));
        }
    }

    @Override
    default int posixSpawn(SpawnRequest request) {
        return Spawner.spawn(request);
    }

    @Override
    default int prctl(int option, long argument2, long argument3, long argument4, long argument5) {
        return (int)
                Kernel.call(
                        () -> "prctl " + option + " " + argument2,
                        CallNumber.PRCTL,
                        option,
                        argument2,
                        argument3,
                        argument4,
                        argument5);
    }

    @Override
    default CapabilitySets capget(int pid) {
        try (var scratch = Scratch.take()) {
            int header = capabilityHeader(scratch, pid);
            int size = Layouts.CAP_DATA.size();
            int data = scratch.zeroed(2 * size);
            Kernel.call(
                    () -> "capget " + pid,
                    CallNumber.CAPGET,
                    scratch.address(header),
                    scratch.address(data));
            return new CapabilitySets(
                    halves(scratch, data + Layouts.CAP_DATA_EFFECTIVE, size),
                    halves(scratch, data + Layouts.CAP_DATA_PERMITTED, size),
                    halves(scratch, data + Layouts.CAP_DATA_INHERITABLE, size));
        }
    }

    @Override
    default void capset(CapabilitySets sets) {
        try (var scratch = Scratch.take()) {
            int header = capabilityHeader(scratch, 0);
            int size = Layouts.CAP_DATA.size();
            int data = scratch.zeroed(2 * size);
            putHalves(scratch, data + Layouts.CAP_DATA_EFFECTIVE, size, sets.effective());
            putHalves(scratch, data + Layouts.CAP_DATA_PERMITTED, size, sets.permitted());
            putHalves(scratch, data + Layouts.CAP_DATA_INHERITABLE, size, sets.inheritable());
            Kernel.call(
                    () -> "capset " + sets,
                    CallNumber.CAPSET,
                    scratch.address(header),
                    scratch.address(data));
        }
    }

    private static int capabilityHeader(Scratch scratch, int pid) {
        int header = scratch.block(Layouts.CAP_HEADER.size());
        scratch.memory()
                .putInt(header + Layouts.CAP_HEADER_VERSION, LINUX_CAPABILITY_VERSION_3)
                .putInt(header + Layouts.CAP_HEADER_PID, pid);
        return header;
    }

    private static long halves(Scratch scratch, int at, int size) {
        var memory = scratch.memory();
        return Integer.toUnsignedLong(memory.getInt(at))
                | ((long) memory.getInt(at + size) << Integer.SIZE);
    }

    private static void putHalves(Scratch scratch, int at, int size, long set) {
        scratch.memory().putInt(at, (int) set).putInt(at + size, (int) (set >>> Integer.SIZE));
    }

    @Override
    default int seccompSetModeFilter(int flags, byte[] program) {
        try (var scratch = Scratch.take()) {
            int header = scratch.zeroed(Layouts.SOCK_FPROG.size());
            scratch.memory()
                    .putShort(
                            header + Layouts.SOCK_FPROG_LEN,
                            (short) (program.length / SOCK_FILTER_SIZE))
                    .putLong(
                            header + Layouts.SOCK_FPROG_FILTER,
                            scratch.bytes(program, 0, program.length));
            return (int)
                    Kernel.call(
                            () -> "seccomp filter of " + program.length + " bytes",
                            CallNumber.SECCOMP,
                            SECCOMP_SET_MODE_FILTER,
                            flags,
                            scratch.address(header));
        }
    }

    @Override
    default boolean seccompActionAvailable(int action) {
        try (var scratch = Scratch.take()) {
            int room = scratch.block(4);
            scratch.memory().putInt(room, action);
            Kernel.call(
                    () -> "seccomp action 0x" + Integer.toHexString(action),
                    CallNumber.SECCOMP,
                    SECCOMP_GET_ACTION_AVAIL,
                    0,
                    scratch.address(room));
            return true;
        } catch (SyscallException failure) {
            if (failure.is(Errno.EOPNOTSUPP) || failure.is(Errno.EINVAL)) return false;
            throw failure;
        }
    }

    @Override
    default ResourceLimit prlimit(int pid, int resource, @Nullable ResourceLimit limit) {
        try (var scratch = Scratch.take()) {
            int before = scratch.zeroed(Layouts.RLIMIT.size());
            int after = scratch.block(Layouts.RLIMIT.size());
            var memory = scratch.memory();
            if (limit != null) {
                memory.putLong(after + Layouts.RLIMIT_CUR, limit.soft())
                        .putLong(after + Layouts.RLIMIT_MAX, limit.hard());
            }
            Kernel.call(
                    () -> "prlimit " + pid + " resource " + resource + " to " + limit,
                    CallNumber.PRLIMIT64,
                    pid,
                    resource,
                    limit == null ? 0 : scratch.address(after),
                    scratch.address(before));
            return new ResourceLimit(
                    memory.getLong(before + Layouts.RLIMIT_CUR),
                    memory.getLong(before + Layouts.RLIMIT_MAX));
        }
    }
}
