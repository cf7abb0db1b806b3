package dev.caisson.storage;

import static dev.caisson.sys.AtFlag.AT_FDCWD;
import static dev.caisson.sys.AtFlag.RENAME_NOREPLACE;
import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_RDONLY;

import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// A directory of the data root whose children appear and vanish as a whole.
///
/// A child is made under a name that begins with a dot and renamed; it is removed by renaming it
/// back to such a name first. What has one after a crash is garbage.
final class OwnDirectory {
    /// Only root may list it, and its group may pass through: files of an image keep their
    /// set-user-ID bits, and must not be reached by others.
    static final int MODE = 0710;

    private final Syscalls syscalls;
    private final Path path;
    private final TreeRemoval removal;
    private final DiskUsage usage;
    private final Set<String> making = ConcurrentHashMap.newKeySet();

    OwnDirectory(Syscalls syscalls, Path path) throws IOException {
        this.syscalls = syscalls;
        this.path = Files.createDirectories(path);
        this.removal = new TreeRemoval(syscalls);
        this.usage = new DiskUsage(syscalls);
        during(() -> syscalls.fchmodat(AT_FDCWD, path.toString(), MODE));
    }

    Path root() {
        return path;
    }

    Path child(String name) {
        return path.resolve(name);
    }

    /// Makes a child that nobody sees.
    ///
    /// @return its name
    String begin() {
        var name = "." + UUID.randomUUID();
        making.add(name);
        mkdir(child(name), MODE);
        return name;
    }

    /// Nothing is made under this name any more.
    void end(String hidden) {
        making.remove(hidden);
    }

    void mkdir(Path directory, int mode) {
        during(
                () -> {
                    syscalls.mkdirat(AT_FDCWD, directory.toString(), mode);
                    // The mode is what was asked for, whatever the umask.
                    syscalls.fchmodat(AT_FDCWD, directory.toString(), mode);
                });
    }

    /// Gives a child its final name.
    ///
    /// @return false when there is one with this name
    boolean publish(String hidden, String name) {
        try (var directory = open(path)) {
            int fd = directory.number();
            syscalls.renameat2(fd, hidden, fd, name, RENAME_NOREPLACE);
            return true;
        } catch (SyscallException failed) {
            if (failed.is(Errno.EEXIST)) return false;
            throw StorageFault.of(failed, child(name));
        }
    }

    /// Moves a directory from elsewhere to a place in here where nothing is.
    ///
    /// @return false when it is on another file system
    boolean take(Path from, String to) {
        try (var directory = open(path)) {
            int fd = directory.number();
            syscalls.renameat2(AT_FDCWD, from.toString(), fd, to, RENAME_NOREPLACE);
            return true;
        } catch (SyscallException failed) {
            if (failed.is(Errno.EXDEV)) return false;
            throw StorageFault.of(failed, from);
        }
    }

    /// Removes a child whole; one that is not there is fine.
    void remove(String name) {
        try (var directory = open(path)) {
            int fd = directory.number();
            var hidden = name.startsWith(".") ? name : "." + UUID.randomUUID();
            if (!hidden.equals(name)) {
                try {
                    syscalls.renameat2(fd, name, fd, hidden, 0);
                } catch (SyscallException failed) {
                    if (failed.is(Errno.ENOENT)) return;
                    throw StorageFault.of(failed, child(name));
                }
            }
            removal.remove(fd, hidden);
        }
    }

    /// What a crash, or a removal that failed, left.
    List<Path> abandoned() throws IOException {
        var found = new ArrayList<Path>();
        try (var children = Files.newDirectoryStream(path, ".*")) {
            for (var child : children) {
                if (!making.contains(child.getFileName().toString())) found.add(child);
            }
        }
        return found;
    }

    /// Removes it.
    ///
    /// @return bytes freed
    long sweep() throws IOException {
        long freed = 0;
        for (var child : abandoned()) {
            freed += usage.of(child).count();
            remove(child.getFileName().toString());
        }
        return freed;
    }

    /// Makes the names of the children durable.
    void sync() {
        try (var directory = open(path)) {
            during(() -> syscalls.fsync(directory.number()));
        }
    }

    Fd open(Path directory) {
        try {
            return Fd.of(
                    syscalls,
                    syscalls.openat(AT_FDCWD, directory.toString(), O_RDONLY | O_DIRECTORY, 0));
        } catch (SyscallException failed) {
            throw StorageFault.of(failed, directory);
        }
    }

    private void during(Runnable calls) {
        try {
            calls.run();
        } catch (SyscallException failed) {
            throw StorageFault.of(failed, path);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
