package dev.caisson.launch;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fcntl;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A launch program as a file without a name, to be executed by its descriptor.
///
/// That is a sealed memfd: the container reaches it as `/proc/1/exe` of a reaping PID 1 and cannot
/// change it. Where the host forbids to execute those (`vm.memfd_noexec`), it is a temporary file
/// on a disk, of this launch alone.
final class LaunchImage {
    private static final int SEALS =
            Fcntl.F_SEAL_SEAL | Fcntl.F_SEAL_SHRINK | Fcntl.F_SEAL_GROW | Fcntl.F_SEAL_WRITE;

    private static final String NAME = "caisson";

    private final Syscalls syscalls;

    LaunchImage(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// @param directory on a disk that is not mounted `noexec`, for hosts that need it
    Fd of(byte[] bytes, Path directory) {
        try {
            return memory(bytes);
        } catch (SyscallException failure) {
            if (!failure.is(Errno.EACCES) && !failure.is(Errno.EPERM)) throw failure;
            return file(bytes, directory);
        }
    }

    /// Whether a process runs a launch program. Source: proc_pid_exe(5)
    static boolean runs(int pid) {
        String program;
        try {
            program = Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).toString();
        } catch (IOException gone) {
            return false;
        }
        return program.startsWith("/memfd:" + NAME + " ")
                || program.matches(".*/#[0-9]+ \\(deleted\\)");
    }

    private Fd memory(byte[] bytes) {
        var fd = Fd.of(syscalls, memfd());
        try {
            syscalls.writeAll(fd.number(), bytes);
            syscalls.fcntl(fd.number(), Fcntl.F_ADD_SEALS, SEALS);
            return fd;
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
    }

    private int memfd() {
        try {
            int flags = Fcntl.MFD_ALLOW_SEALING | Fcntl.MFD_EXEC;
            return syscalls.memfdCreate(NAME, flags);
        } catch (SyscallException failure) {
            // MFD_EXEC came with 6.3; before, every memfd can be executed.
            if (!failure.is(Errno.EINVAL)) throw failure;
            return syscalls.memfdCreate(NAME, Fcntl.MFD_ALLOW_SEALING);
        }
    }

    /// A file that is open for writing cannot be executed, so it is opened a second time.
    Fd file(byte[] bytes, Path directory) {
        int flags = OpenFlag.O_TMPFILE | OpenFlag.O_RDWR;
        try (var written =
                Fd.of(
                        syscalls,
                        syscalls.openat(AtFlag.AT_FDCWD, directory.toString(), flags, 0500))) {
            syscalls.writeAll(written.number(), bytes);
            int read = syscalls.openat(AtFlag.AT_FDCWD, written.path(), OpenFlag.O_RDONLY, 0);
            return Fd.of(syscalls, read);
        }
    }
}
