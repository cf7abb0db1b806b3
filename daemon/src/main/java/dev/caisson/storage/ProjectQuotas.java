package dev.caisson.storage;

import static dev.caisson.sys.AtFlag.AT_FDCWD;

import dev.caisson.sys.Blocking;
import dev.caisson.sys.CapabilitySets;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.NsThread;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Quota;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Limits what directories may hold by project quotas, where their file system (ext4, xfs) is
/// mounted with them.
///
/// 1. A limited directory has a project of its own, which everything made beneath it inherits. The
///    directory's inode is the only record of that: it goes where the directory goes, and is gone
///    with it, also after a crash.
/// 2. An id is free when the file system counts no inode, no byte and no limit for it. It is taken
///    by marking the directory before the limit is set, and its limit is taken away before the
///    directory is deleted: so no limit outlives its directory, whenever a crash comes.
/// 3. Ids are searched from one that follows from the inode of the first directory's parent, among
///    those with [#FIRST] in front, so that they are neither a user's nor another engine's.
///
/// On ext4 a process with `CAP_SYS_RESOURCE` is above all quotas; xfs knows no such exception.
/// Writes through an overlay never are, whoever makes them.
public final class ProjectQuotas {
    static final int FIRST = 0x1000_0000;
    private static final int BLOCK = 1 << 16;
    private static final int BLOCKS = 0xfff;
    private static final int WANTED = Quota.FS_QUOTA_PDQ_ACCT | Quota.FS_QUOTA_PDQ_ENFD;
    // include/uapi/linux/capability.h
    private static final int CAP_SYS_RESOURCE = 24;

    private final Syscalls syscalls;
    private final ReentrantLock lock = new ReentrantLock();

    public ProjectQuotas(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// Why directories here cannot be limited, and what would help; empty when they can.
    public Optional<String> obstacle(Path directory) {
        try (var fd = open(directory)) {
            if ((syscalls.quotaFlags(fd.number()) & WANTED) == WANTED) return Optional.empty();
            return Optional.of(FilesystemText.of(syscalls, fd, directory));
        } catch (SyscallException failed) {
            // xfs mounted without quotas answers ENOSYS as well.
            if (!isLacking(failed)) return Optional.of(String.valueOf(failed.getMessage()));
            try (var fd = open(directory)) {
                return Optional.of(FilesystemText.of(syscalls, fd, directory));
            }
        }
    }

    private static boolean isLacking(SyscallException failed) {
        return failed.is(Errno.ENOSYS)
                || failed.is(Errno.EOPNOTSUPP)
                || failed.is(Errno.ENOTTY)
                || failed.is(Errno.EINVAL)
                || failed.is(Errno.ESRCH);
    }

    /// Limits what several directories hold together. They must be empty.
    ///
    /// @param bytes at least 1
    /// @throws dev.caisson.fault.Internal `STORAGE_FAILED`
    public void limit(List<Path> directories, long bytes) {
        lock.lock();
        try (var first = open(directories.getFirst())) {
            int project = free(first, directories.getFirst());
            for (var directory : directories) mark(directory, project);
            syscalls.setProjectLimit(first.number(), project, bytes);
        } catch (SyscallException failed) {
            throw StorageFault.of(failed, directories.getFirst());
        } finally {
            lock.unlock();
        }
    }

    private int free(Fd directory, Path path) {
        long parent =
                syscalls.statx(AT_FDCWD, Objects.requireNonNull(path.getParent()).toString(), 0)
                        .inode();
        int start = FIRST + (int) (parent & BLOCKS) * BLOCK;
        for (int id = start; id < start + BLOCK; id++) {
            if (isFree(directory, id)) return id;
        }
        throw new SyscallException(Errno.EUSERS, "find a project for " + path);
    }

    private boolean isFree(Fd directory, int id) {
        try {
            return syscalls.projectUsage(directory.number(), id).isFree();
        } catch (SyscallException failed) {
            if (failed.is(Errno.ENOENT)) return true;
            throw failed;
        }
    }

    private void mark(Path directory, int project) {
        try (var fd = open(directory)) {
            var mark = syscalls.fsgetxattr(fd.number());
            syscalls.fssetxattr(fd.number(), mark.with(project).inherited());
        }
    }

    /// The limit of a directory; 0 when it has none of its own.
    public long limit(Path directory) {
        try (var fd = open(directory)) {
            int project = own(fd);
            return project == 0 ? 0 : syscalls.projectUsage(fd.number(), project).limit();
        } catch (SyscallException failed) {
            if (isLacking(failed) || failed.is(Errno.ENOENT)) return 0;
            throw StorageFault.of(failed, directory);
        }
    }

    /// Gives back the projects of directories that are about to be deleted; those without one, or
    /// that do not exist, are fine.
    public void release(List<Path> directories) {
        for (var directory : directories) {
            try (var fd = open(directory)) {
                int project = own(fd);
                if (project != 0) syscalls.setProjectLimit(fd.number(), project, 0);
            } catch (SyscallException failed) {
                boolean absent = failed.is(Errno.ENOENT) || failed.is(Errno.ENOTDIR);
                if (!absent && !isLacking(failed)) throw StorageFault.of(failed, directory);
            }
        }
    }

    /// Of those given here, never one that comes from a directory above: an administrator's, or of
    /// an engine in whose volume this one lives.
    private int own(Fd directory) {
        var mark = syscalls.fsgetxattr(directory.number());
        int above = mark.project() - FIRST;
        if (!mark.isInherited() || above < 0 || above >= (BLOCKS + 1) * BLOCK) return 0;
        int flags = OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY;
        try (var parent = Fd.of(syscalls, syscalls.openat(directory.number(), "..", flags, 0))) {
            int inherited = syscalls.fsgetxattr(parent.number()).project();
            return inherited == mark.project() ? 0 : mark.project();
        }
    }

    /// Runs a task on a thread of its own for which a limit is what it is for a container.
    ///
    /// @param thread its name
    public <T, X extends Exception> T call(String thread, Blocking.Task<T, X> task) throws X {
        return NsThread.call(
                thread,
                () -> {
                    obey();
                    return task.run();
                });
    }

    /// [#call] without a result.
    public <X extends Exception> void run(String thread, Blocking.Action<X> action) throws X {
        NsThread.<X>run(
                thread,
                () -> {
                    obey();
                    action.run();
                });
    }

    private void obey() {
        var sets = syscalls.capget(0);
        long effective = sets.effective() & ~(1L << CAP_SYS_RESOURCE);
        syscalls.capset(new CapabilitySets(effective, sets.permitted(), sets.inheritable()));
    }

    private Fd open(Path directory) {
        int flags = OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY | OpenFlag.O_NOFOLLOW;
        return Fd.of(syscalls, syscalls.openat(AT_FDCWD, directory.toString(), flags, 0));
    }

    /// What a file system is, for somebody who wondered why it has no quotas.
    private static final class FilesystemText {
        private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

        private FilesystemText() {}

        static String of(Syscalls syscalls, Fd directory, Path path) {
            var id = Long.toString(syscalls.fstat(directory.number()).mountId());
            for (var line : mounts()) {
                var fields = line.split(" ");
                if (fields[0].equals(id)) return text(fields, path);
            }
            return path + " is on a file system without project quotas";
        }

        /// Source: proc_pid_mountinfo(5).
        private static String text(String[] fields, Path path) {
            int dash = List.of(fields).indexOf("-");
            var type = fields[dash + 1];
            var where =
                    "%s is on %s mounted at %s with %s"
                            .formatted(path, type, fields[4], fields[fields.length - 1]);
            return switch (type) {
                case "ext4" ->
                        where
                                + "; unmounted, run `tune2fs -O project,quota -Q prjquota` on it,"
                                + " then mount it with `-o prjquota`";
                case "xfs" ->
                        where
                                + "; mount it with `-o pquota` (a remount does not do;"
                                + " rootflags=pquota when it is the host's root)";
                default ->
                        where
                                + ", which has no project quotas; put the data root on xfs"
                                + " (pquota) or ext4 (prjquota)";
            };
        }

        private static List<String> mounts() {
            try {
                return Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1);
            } catch (IOException unreadable) {
                return List.of();
            }
        }
    }
}
