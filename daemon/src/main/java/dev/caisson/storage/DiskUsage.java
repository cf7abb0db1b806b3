package dev.caisson.storage;

import static dev.caisson.sys.AtFlag.AT_FDCWD;
import static dev.caisson.sys.AtFlag.AT_SYMLINK_NOFOLLOW;

import dev.caisson.sys.DirectoryEntry;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.Bytes;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// Adds up the sizes of the files in a tree as Docker does for `ps --size`: without directories, a
/// file with several names once, holes counted in full. Source: moby
/// pkg/directory/directory_unix.go.
///
/// The tree may change meanwhile: what vanishes does not count. Mounted file systems are left out.
public final class DiskUsage {
    private final Syscalls syscalls;

    public DiskUsage(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// @param tree a directory; nothing when it does not exist
    public Bytes of(Path tree) {
        try (var root =
                Fd.of(
                        syscalls,
                        syscalls.openat(AT_FDCWD, tree.toString(), OpenDirectories.DIRECTORY, 0))) {
            return new Bytes(directory(root.number(), new HashSet<>()));
        } catch (SyscallException failed) {
            if (failed.is(Errno.ENOENT)) return new Bytes(0);
            throw StorageFault.of(failed, tree);
        }
    }

    private long directory(int fd, Set<Long> linked) {
        long sum = 0;
        for (var entry : syscalls.getdents64(fd)) sum += entry(fd, entry, linked);
        return sum;
    }

    private long entry(int parent, DirectoryEntry entry, Set<Long> linked) {
        try {
            if (entry.isDirectory()) return beneath(parent, entry.name(), linked);
            var status = syscalls.statx(parent, entry.name(), AT_SYMLINK_NOFOLLOW);
            // The file system may not tell the types of entries.
            if (status.isDirectory()) return beneath(parent, entry.name(), linked);
            if (status.links() > 1 && !linked.add(status.inode())) return 0;
            return status.size();
        } catch (SyscallException failed) {
            if (failed.is(Errno.ENOENT) || failed.is(Errno.EXDEV)) return 0;
            throw failed;
        }
    }

    private long beneath(int parent, String name, Set<Long> linked) {
        try (var child = OpenDirectories.child(syscalls, parent, name)) {
            return directory(child.number(), linked);
        }
    }
}
