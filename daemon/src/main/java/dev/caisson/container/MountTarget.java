package dev.caisson.container;

import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;

/// Finds the place for a mount in a root, and makes what is missing of the way to it, as a start
/// does. Everything is resolved with that root as the root.
final class MountTarget {
    private static final long IN_ROOT = OpenFlag.RESOLVE_IN_ROOT | OpenFlag.RESOLVE_NO_MAGICLINKS;
    private static final int MODE = 0755;

    private MountTarget() {}

    static Fd open(Syscalls syscalls, Fd root, String path, boolean directory) {
        try {
            return found(syscalls, root, path, OpenFlag.O_PATH);
        } catch (SyscallException failed) {
            if (!failed.is(Errno.ENOENT)) throw failed;
        }
        var parts = path.substring(1).split("/", -1);
        var way = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            var above = way.isEmpty() ? "." : way.toString();
            way.append('/').append(parts[i]);
            boolean last = i == parts.length - 1;
            int flags = OpenFlag.O_PATH | OpenFlag.O_DIRECTORY;
            try (var parent = found(syscalls, root, above, flags)) {
                make(syscalls, parent, parts[i], directory || !last);
            }
        }
        return found(syscalls, root, path, OpenFlag.O_PATH);
    }

    private static void make(Syscalls syscalls, Fd parent, String name, boolean directory) {
        try {
            if (directory) {
                syscalls.mkdirat(parent.number(), name, MODE);
                return;
            }
            int flags = OpenFlag.O_CREAT | OpenFlag.O_EXCL | OpenFlag.O_WRONLY;
            Fd.of(syscalls, syscalls.openat(parent.number(), name, flags, MODE)).close();
        } catch (SyscallException failed) {
            if (!failed.is(Errno.EEXIST)) throw failed;
        }
    }

    private static Fd found(Syscalls syscalls, Fd root, String path, int flags) {
        return Fd.of(syscalls, syscalls.openat2(root.number(), path, flags, 0, IN_ROOT));
    }
}
