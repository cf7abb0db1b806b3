package dev.caisson.sys;

import java.util.List;

/// `posix_spawn(3)` with its attributes and file actions.
///
/// glibc clones with `CLONE_VM | CLONE_VFORK`: no page table is copied, and the call returns when
/// the child has exec'ed or failed to. The functions answer with the number of an error.
final class Spawner {
    // spawn.h
    private static final int POSIX_SPAWN_SETPGROUP = 0x02;
    private static final int POSIX_SPAWN_SETSIGDEF = 0x04;
    private static final int POSIX_SPAWN_SETSIGMASK = 0x08;
    private static final int POSIX_SPAWN_SETSID = 0x80;

    /// Resetting these is `EINVAL`.
    private static final long NEVER_RESET = Signal.set(Signal.SIGKILL, Signal.SIGSTOP);

    /// glibc keeps these for itself and lets a child ignore them, which would last through exec;
    /// unless it is told to reset them. Source: glibc sysdeps/unix/sysv/linux/spawni.c.
    private static final long ALWAYS_RESET = Signal.set(32, 33);

    private Spawner() {}

    static int spawn(SpawnRequest request) {
        try (var scratch = Scratch.take()) {
            int pid = scratch.zeroed(4);
            long path = scratch.path(request.path());
            long arguments = vector(scratch, request.arguments());
            long environment = vector(scratch, request.environment());
            long attributes = attributes(scratch, request);
            long actions = scratch.address(scratch.block(Layouts.SPAWN_ACTIONS.size()));
            check(LibC.posix_spawn_file_actions_init(actions), request);
            try {
                for (var mapping : request.descriptors()) {
                    check(
                            LibC.posix_spawn_file_actions_adddup2(
                                    actions, mapping.source(), mapping.target()),
                            request);
                }
                for (int number : request.closed()) {
                    check(LibC.posix_spawn_file_actions_addclose(actions, number), request);
                }
                check(
                        LibC.posix_spawn(
                                scratch.address(pid),
                                path,
                                actions,
                                attributes,
                                arguments,
                                environment),
                        request);
            } finally {
                LibC.posix_spawn_file_actions_destroy(actions);
            }
            return scratch.memory().getInt(pid);
        }
    }

    private static long attributes(Scratch scratch, SpawnRequest request) {
        long attributes = scratch.address(scratch.block(Layouts.SPAWN_ATTRIBUTES.size()));
        int mask = scratch.zeroed(Layouts.SIGSET.size());
        int defaults = scratch.zeroed(Layouts.SIGSET.size());
        long reset = request.attributes().defaultSignals() | ALWAYS_RESET;
        scratch.memory().putLong(defaults, reset & ~NEVER_RESET);
        int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
        check(LibC.posix_spawnattr_init(attributes), request);
        check(LibC.posix_spawnattr_setsigmask(attributes, scratch.address(mask)), request);
        check(LibC.posix_spawnattr_setsigdefault(attributes, scratch.address(defaults)), request);
        if (request.attributes().newSession()) flags |= POSIX_SPAWN_SETSID;
        int group = request.attributes().processGroup();
        if (group >= 0) {
            flags |= POSIX_SPAWN_SETPGROUP;
            check(LibC.posix_spawnattr_setpgroup(attributes, group), request);
        }
        check(LibC.posix_spawnattr_setflags(attributes, (short) flags), request);
        return attributes;
    }

    /// A NULL-terminated array of strings.
    private static long vector(Scratch scratch, List<String> strings) {
        int array = scratch.block(8 * (strings.size() + 1));
        int at = array;
        for (var string : strings) {
            scratch.memory().putLong(at, scratch.string(string));
            at += 8;
        }
        scratch.memory().putLong(at, 0);
        return scratch.address(array);
    }

    private static void check(int error, SpawnRequest request) {
        if (error != 0) {
            throw new SyscallException(Errno.of(error), "posix_spawn " + request.path());
        }
    }
}
