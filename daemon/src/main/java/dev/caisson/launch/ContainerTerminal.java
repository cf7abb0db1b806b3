package dev.caisson.launch;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FilesystemMagic;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.ProcessId;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;

/// Opens a terminal in the devpts of a running container.
///
/// The container may have put anything at `/dev/pts/ptmx`, so it is looked at by reference first
/// and opened only when it is the device `ptmx` on a devpts.
final class ContainerTerminal {
    private static final int TTYAUX_MAJOR = 5;
    private static final int PTMX_MINOR = 2;

    private ContainerTerminal() {}

    /// @param pidFd of the process, to know that the path named it
    /// @return descriptor of a new master
    static int open(Syscalls syscalls, ProcessId process, Fd pidFd) {
        int reference = OpenFlag.O_PATH | OpenFlag.O_DIRECTORY;
        var path = "/proc/" + process.pid() + "/root";
        try (var root = Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, path, reference, 0))) {
            // The process was there before and is there after: the path was its own.
            syscalls.pidfdSendSignal(pidFd.number(), 0);
            try (var ptmx = find(syscalls, root)) {
                check(syscalls, ptmx);
                int flags = OpenFlag.O_RDWR | OpenFlag.O_NOCTTY | OpenFlag.O_NONBLOCK;
                return syscalls.openat(AtFlag.AT_FDCWD, ptmx.path(), flags, 0);
            }
        }
    }

    private static Fd find(Syscalls syscalls, Fd root) {
        long resolve = OpenFlag.RESOLVE_IN_ROOT | OpenFlag.RESOLVE_NO_MAGICLINKS;
        while (true) {
            try {
                int found =
                        syscalls.openat2(
                                root.number(), "dev/pts/ptmx", OpenFlag.O_PATH, 0, resolve);
                return Fd.of(syscalls, found);
            } catch (SyscallException raced) {
                // A `..` on the way, and something was mounted or renamed meanwhile.
                if (!raced.is(Errno.EAGAIN)) throw raced;
            }
        }
    }

    private static void check(Syscalls syscalls, Fd ptmx) {
        var device = syscalls.fstat(ptmx.number()).special();
        boolean real =
                syscalls.fstatfs(ptmx.number()).type() == FilesystemMagic.DEVPTS_SUPER_MAGIC
                        && device.major() == TTYAUX_MAJOR
                        && device.minor() == PTMX_MINOR;
        if (!real) throw new SyscallException(Errno.ENODEV, "open /dev/pts/ptmx");
    }
}
