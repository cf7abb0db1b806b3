package dev.caisson.cgroup;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Bpf;
import dev.caisson.sys.DirectoryEntry;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Poll;
import dev.caisson.sys.Signal;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The mounted hierarchies.
final class KernelTree implements CgroupTree {
    private static final int BUFFER = 16 * 1024;
    private static final int MODE = 0755;

    private final Syscalls syscalls;

    KernelTree(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    @Override
    public boolean makeDirectory(Path directory) {
        try {
            syscalls.mkdirat(AtFlag.AT_FDCWD, directory.toString(), MODE);
            return true;
        } catch (SyscallException failure) {
            if (failure.is(Errno.EEXIST)) return false;
            throw failure;
        }
    }

    @Override
    public boolean removeDirectory(Path directory) {
        try {
            syscalls.unlinkat(AtFlag.AT_FDCWD, directory.toString(), AtFlag.AT_REMOVEDIR);
            return true;
        } catch (SyscallException failure) {
            if (failure.is(Errno.ENOENT)) return false;
            throw failure;
        }
    }

    @Override
    public boolean exists(Path path) {
        try (var _ = open(path, OpenFlag.O_PATH)) {
            return true;
        } catch (SyscallException failure) {
            if (failure.is(Errno.ENOENT)) return false;
            throw failure;
        }
    }

    @Override
    public List<String> directories(Path directory) {
        try (var fd = open(directory, OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY)) {
            return syscalls.getdents64(fd.number()).stream()
                    .filter(DirectoryEntry::isDirectory)
                    .map(DirectoryEntry::name)
                    .toList();
        } catch (SyscallException failure) {
            if (failure.is(Errno.ENOENT)) return List.of();
            throw failure;
        }
    }

    @Override
    public Optional<String> read(Path file) {
        try (var fd = open(file, OpenFlag.O_RDONLY)) {
            return Optional.of(content(fd).strip());
        } catch (SyscallException failure) {
            // ENODEV: the cgroup was removed while the file was open. EOPNOTSUPP: this cgroup is
            // threaded or has another type that lacks the file's meaning. EIO: the scheduler that
            // counted has gone.
            return switch (failure.errno()) {
                case ENOENT, ENODEV, EOPNOTSUPP, EACCES, EIO -> Optional.empty();
                default -> throw failure;
            };
        }
    }

    @Override
    public void write(Path file, List<String> values) {
        try (var fd = open(file, OpenFlag.O_WRONLY)) {
            for (var value : values)
                syscalls.writeAll(fd.number(), value.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public boolean await(Path file, Predicate<String> wanted, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try (var fd = open(file, OpenFlag.O_RDONLY)) {
            while (true) {
                // Reading arms the notification, so no change between here and the wait is lost.
                if (wanted.test(content(fd).strip())) return true;
                long left = end - System.nanoTime();
                if (left <= 0) return false;
                syscalls.ppoll(
                        new int[] {fd.number()}, new int[] {Poll.POLLPRI}, Duration.ofNanos(left));
            }
        } catch (SyscallException failure) {
            if (failure.is(Errno.ENOENT) || failure.is(Errno.ENODEV)) return true;
            throw failure;
        }
    }

    @Override
    public void attachDeviceProgram(Path directory, byte[] instructions) {
        try (var cgroup = open(directory, OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY);
                var program =
                        Fd.of(
                                syscalls,
                                syscalls.bpfProgLoad(
                                        Bpf.BPF_PROG_TYPE_CGROUP_DEVICE,
                                        instructions,
                                        "Apache-2.0",
                                        "caisson_devices"))) {
            syscalls.bpfProgAttach(
                    cgroup.number(),
                    program.number(),
                    Bpf.BPF_CGROUP_DEVICE,
                    Bpf.BPF_F_ALLOW_MULTI,
                    0);
        }
    }

    @Override
    public void killProcess(int pid) {
        try {
            syscalls.kill(pid, Signal.SIGKILL);
        } catch (SyscallException failure) {
            if (!failure.is(Errno.ESRCH)) throw failure;
        }
    }

    private String content(Fd fd) {
        var all = new ByteArrayOutputStream();
        var buffer = new byte[BUFFER];
        while (true) {
            int read = syscalls.pread(fd.number(), buffer, 0, buffer.length, all.size());
            if (read == 0) return all.toString(StandardCharsets.UTF_8);
            all.write(buffer, 0, read);
        }
    }

    private Fd open(Path path, int flags) {
        return Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, path.toString(), flags, 0));
    }
}
