package dev.caisson.storage;

import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_NONBLOCK;
import static dev.caisson.sys.OpenFlag.O_PATH;
import static dev.caisson.sys.OpenFlag.O_RDONLY;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.DirectoryEntry;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileMode;
import dev.caisson.sys.FileStatus;
import dev.caisson.sys.SyscallException;
import dev.caisson.value.PieceInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Looks at the files of a tree: what is where, and what is in it.
public final class TreeView {
    private final ContainerTree tree;

    public TreeView(ContainerTree tree) {
        this.tree = tree;
    }

    /// What a name stands for.
    public enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        OTHER
    }

    /// @param place from the root, all links on the way resolved; `/` for the root
    /// @param size in bytes
    /// @param mode permissions
    public record Entry(String place, Kind kind, long size, int mode, long uid, long gid) {}

    /// @param name without a slash
    public record Name(String name, Kind kind) {}

    /// What a path leads to, links followed; empty when there is nothing.
    public Optional<Entry> find(String path) {
        try (var file = tree.tryOpen(path, O_PATH)) {
            return Optional.of(entry(file));
        } catch (SyscallException failed) {
            if (isAbsent(failed)) return Optional.empty();
            throw tree.refused(failed, path);
        }
    }

    /// The same, but a link at the end of the path is what is found.
    public Optional<Entry> findUnfollowed(String path) {
        try (var file = tree.tryOpen(path, O_PATH | O_NOFOLLOW)) {
            return Optional.of(entry(file));
        } catch (SyscallException failed) {
            if (isAbsent(failed)) return Optional.empty();
            throw tree.refused(failed, path);
        }
    }

    private Entry entry(Fd file) {
        var status = tree.syscalls().fstat(file.number());
        return new Entry(
                tree.place(file),
                kind(status),
                status.size(),
                status.permissions(),
                status.owner().uid(),
                status.owner().gid());
    }

    /// What is in a directory, sorted by name.
    ///
    /// @throws dev.caisson.fault.NotFound `ARCHIVE_PATH_MISSING`
    public List<Name> names(String directory) {
        try (var open = tree.open(directory, O_RDONLY | O_DIRECTORY)) {
            return names(open);
        }
    }

    private List<Name> names(Fd directory) {
        return tree.syscalls().getdents64(directory.number()).stream()
                .map(entry -> new Name(entry.name(), kind(directory, entry)))
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }

    private Kind kind(Fd directory, DirectoryEntry entry) {
        int type = entry.type();
        if (type == 0) {
            int flags = AtFlag.AT_SYMLINK_NOFOLLOW;
            type = tree.syscalls().statx(directory.number(), entry.name(), flags).type();
        }
        return kind(type);
    }

    private static Kind kind(FileStatus status) {
        return kind(status.type());
    }

    private static Kind kind(int type) {
        return switch (type) {
            case FileMode.S_IFREG -> Kind.FILE;
            case FileMode.S_IFDIR -> Kind.DIRECTORY;
            case FileMode.S_IFLNK -> Kind.LINK;
            default -> Kind.OTHER;
        };
    }

    /// Reads a regular file.
    ///
    /// @param limit in bytes
    /// @return empty when there is no regular file, or a larger one
    public Optional<byte[]> read(String path, int limit) throws IOException {
        var found = find(path);
        if (found.isEmpty() || found.get().kind() != Kind.FILE) return Optional.empty();
        try (var in = open(path)) {
            var bytes = in.readNBytes(limit + 1);
            return bytes.length > limit ? Optional.empty() : Optional.of(bytes);
        }
    }

    /// Opens a regular file to read it from its beginning.
    ///
    /// @throws dev.caisson.fault.NotFound `ARCHIVE_PATH_MISSING`
    public InputStream open(String path) {
        return new Reading(tree.open(path, O_RDONLY | O_NONBLOCK));
    }

    /// A path of this process by which a file can be mounted; valid as long as the result is open.
    ///
    /// @throws dev.caisson.fault.NotFound `ARCHIVE_PATH_MISSING`
    public Pinned pin(String path) {
        return new Pinned(tree.open(path, O_PATH));
    }

    /// A file held by a descriptor.
    public static final class Pinned implements AutoCloseable {
        private final Fd file;

        private Pinned(Fd file) {
            this.file = file;
        }

        /// `/proc/self/fd/N`.
        public String path() {
            return file.path();
        }

        @Override
        public void close() {
            file.close();
        }
    }

    static boolean isAbsent(SyscallException failed) {
        return failed.is(Errno.ENOENT)
                || failed.is(Errno.ENOTDIR)
                || failed.is(Errno.ELOOP)
                || failed.is(Errno.ENAMETOOLONG);
    }

    /// A file as a stream.
    private final class Reading extends PieceInput {
        private final Fd file;

        Reading(Fd file) {
            this.file = file;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            Objects.checkFromIndexSize(from, length, bytes.length);
            if (length == 0) return 0;
            int count = tree.syscalls().read(file.number(), bytes, from, length);
            return count == 0 ? -1 : count;
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
