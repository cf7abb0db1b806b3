package dev.caisson.sys;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [ProcessCalls] and [BpfCalls] as text.
interface RecordedProcesses extends ProcessCalls, BpfCalls, Recorder {
    int SOME_PID = 1000;

    @Override
    default int getpid() {
        return answer(1, "getpid");
    }

    @Override
    default int gettid() {
        return answer(1, "gettid");
    }

    @Override
    default void unshare(int flags) {
        done("unshare", Shown.flags(CloneFlag.class, "CLONE_", flags));
    }

    @Override
    default void setns(int fd, int flags) {
        done("setns", Shown.fd(fd), Shown.flags(CloneFlag.class, "CLONE_", flags));
    }

    @Override
    default void fchdir(int fd) {
        done("fchdir", Shown.fd(fd));
    }

    @Override
    default void chroot(String path) {
        done("chroot", path);
    }

    @Override
    default void kill(int pid, int signal) {
        done("kill", pid, Shown.name(Signal.class, "SIG", signal));
    }

    @Override
    default int pidfdOpen(int pid) {
        return newFd("pidfd_open", pid);
    }

    @Override
    default void pidfdSendSignal(int pidFd, int signal) {
        done("pidfd_send_signal", Shown.fd(pidFd), Shown.name(Signal.class, "SIG", signal));
    }

    @Override
    default int pidfdGetfd(int pidFd, int targetFd) {
        return newFd("pidfd_getfd", Shown.fd(pidFd), targetFd);
    }

    @Override
    default Optional<ChildStatus> waitid(int idType, int id, int options) {
        return answer(
                Optional.of(new ChildStatus(SOME_PID, Wait.CLD_EXITED, 0)),
                "waitid",
                Shown.name(Wait.class, "P_", idType),
                id,
                Shown.flags(Wait.class, "W", options));
    }

    @Override
    default Optional<ChildStatus> wait4(int pid, int options) {
        return answer(
                Optional.of(new ChildStatus(pid, Wait.CLD_EXITED, 0)),
                "wait4",
                pid,
                Shown.flags(Wait.class, "W", options));
    }

    @Override
    default int posixSpawn(SpawnRequest request) {
        return answer(
                SOME_PID,
                "posix_spawn",
                request.path(),
                request.arguments(),
                request.descriptors().stream()
                        .map(mapping -> mapping.target() + "=fd " + mapping.source())
                        .toList());
    }

    @Override
    default int prctl(int option, long argument2, long argument3, long argument4, long argument5) {
        return answer(0, "prctl", Shown.name(Prctl.class, "PR_", option), argument2, argument3);
    }

    @Override
    default CapabilitySets capget(int pid) {
        return answer(new CapabilitySets(0, 0, 0), "capget", pid);
    }

    @Override
    default void capset(CapabilitySets sets) {
        done(
                "capset",
                "effective=" + Long.toHexString(sets.effective()),
                "permitted=" + Long.toHexString(sets.permitted()),
                "inheritable=" + Long.toHexString(sets.inheritable()));
    }

    @Override
    default int seccompSetModeFilter(int flags, byte[] program) {
        return answer(
                0,
                "seccomp",
                Shown.flags(Prctl.class, "SECCOMP_FILTER_", flags),
                program.length / 8 + " instructions");
    }

    @Override
    default boolean seccompActionAvailable(int action) {
        return answer(
                true, "seccomp", "available", Shown.name(Prctl.class, "SECCOMP_RET_", action));
    }

    @Override
    default ResourceLimit prlimit(int pid, int resource, @Nullable ResourceLimit limit) {
        return answer(
                new ResourceLimit(ResourceLimit.RLIM_INFINITY, ResourceLimit.RLIM_INFINITY),
                "prlimit",
                pid,
                Shown.name(ResourceLimit.class, "RLIMIT_", resource),
                limit == null ? "" : limit.soft() + ":" + limit.hard());
    }

    @Override
    default int bpfProgLoad(int type, byte[] instructions, String license, String name) {
        return newFd("bpf", "BPF_PROG_LOAD", name, instructions.length / 8 + " instructions");
    }

    @Override
    default void bpfProgAttach(
            int targetFd, int programFd, int attachType, int flags, int replaceFd) {
        done(
                "bpf",
                "BPF_PROG_ATTACH",
                Shown.fd(programFd),
                "to " + Shown.fd(targetFd),
                Shown.flags(Bpf.class, "BPF_F_", flags),
                replaceFd == 0 ? "" : "replacing " + Shown.fd(replaceFd));
    }

    @Override
    default void bpfProgDetach(int targetFd, int programFd, int attachType) {
        done("bpf", "BPF_PROG_DETACH", Shown.fd(programFd), "from " + Shown.fd(targetFd));
    }

    @Override
    default int[] bpfProgQuery(int targetFd, int attachType) {
        return answer(new int[0], "bpf", "BPF_PROG_QUERY", Shown.fd(targetFd));
    }

    @Override
    default int bpfProgGetFdById(int id) {
        return newFd("bpf", "BPF_PROG_GET_FD_BY_ID", id);
    }
}
