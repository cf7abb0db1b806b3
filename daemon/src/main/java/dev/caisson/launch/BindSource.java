package dev.caisson.launch;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Fd;
import dev.caisson.sys.MountFlag;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Syscalls;

/// What a bind mount shows: a file or directory of the host, or a part of it. The part is found
/// beneath the whole, so that what a container has written there leads nowhere else.
///
/// @param path absolute
/// @param subpath relative; empty for the whole
public record BindSource(String path, String subpath) {
    /// @param flags of `openat(2)`
    /// @throws dev.caisson.sys.SyscallException when there is none; its call is `openat2` when only
    ///     the part is missing or leads out of the whole
    public Fd open(Syscalls syscalls, int flags) {
        if (subpath.isEmpty()) {
            return Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, path, flags, 0));
        }
        try (var whole =
                Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, path, OpenFlag.O_PATH, 0))) {
            return beneath(syscalls, whole, subpath, flags);
        }
    }

    /// A copy of the mount there, attached nowhere.
    ///
    /// @param recursive with the mounts beneath it
    /// @throws dev.caisson.sys.SyscallException as [#open]
    public Fd tree(Syscalls syscalls, boolean recursive) {
        if (subpath.isEmpty()) {
            int flags = MountFlag.OPEN_TREE_CLONE | (recursive ? AtFlag.AT_RECURSIVE : 0);
            return Fd.of(syscalls, syscalls.openTree(AtFlag.AT_FDCWD, path, flags));
        }
        try (var place = open(syscalls, OpenFlag.O_PATH)) {
            return cloned(syscalls, place, recursive);
        }
    }

    static Fd beneath(Syscalls syscalls, Fd whole, String subpath, int flags) {
        long resolve = OpenFlag.RESOLVE_BENEATH | OpenFlag.RESOLVE_NO_MAGICLINKS;
        return Fd.of(syscalls, syscalls.openat2(whole.number(), subpath, flags, 0, resolve));
    }

    static Fd cloned(Syscalls syscalls, Fd place, boolean recursive) {
        int flags =
                MountFlag.OPEN_TREE_CLONE
                        | AtFlag.AT_EMPTY_PATH
                        | (recursive ? AtFlag.AT_RECURSIVE : 0);
        return Fd.of(syscalls, syscalls.openTree(place.number(), "", flags));
    }
}
