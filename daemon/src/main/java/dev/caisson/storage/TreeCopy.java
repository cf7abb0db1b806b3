package dev.caisson.storage;

import static dev.caisson.sys.AtFlag.AT_EMPTY_PATH;
import static dev.caisson.sys.AtFlag.AT_SYMLINK_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_CREAT;
import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_EXCL;
import static dev.caisson.sys.OpenFlag.O_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_PATH;
import static dev.caisson.sys.OpenFlag.O_RDONLY;
import static dev.caisson.sys.OpenFlag.O_WRONLY;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.DirectoryEntry;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileMode;
import dev.caisson.sys.FileStatus;
import dev.caisson.sys.FileTimestamp;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Copies files from one tree into another, both by descriptors.
///
/// 1. The places where a copy begins and ends are resolved with the tree's root as the root; below
///    them no link is followed, in neither tree.
/// 2. A directory goes onto a directory and keeps what is there; anything else replaces what is
///    there, but never a directory.
/// 3. Times, links among the files, extended attributes and holes of files come along.
///
/// For one thread; interrupting it ends the copy with [CopyStopped].
public final class TreeCopy {
    private static final int DEEPEST = 1000;
    private static final long PIECE = 1 << 26;
    private static final String OVERLAY = "trusted.overlay.";
    private static final String CAPABILITY = "security.capability";

    private final Grafts.Origin origin;
    private final ContainerTree from;
    private final ContainerTree to;
    private final Syscalls syscalls;
    private final Options options;
    private final Map<Inode, String> linked = new HashMap<>();
    private final Manner manner;
    private final byte[] buffer = new byte[1 << 16];
    private boolean canShare = true;
    private long size;

    /// How files come.
    ///
    /// @param grafts take what meets nothing; null to copy all
    /// @param isLayer the copy is what one would unpack from a layer: whole seconds, no attributes
    ///     but capabilities
    /// @param latest second of a layer
    private record Manner(@Nullable Grafts grafts, boolean isLayer, long latest) {
        static final Manner PLAIN = new Manner(null, false, Long.MAX_VALUE);
    }

    private record Inode(FileStatus.DeviceNumber device, long number) {}

    /// @param owner of everything; null to keep the owners
    /// @param mode of everything but links; null to keep the permissions
    /// @param excluded paths beneath what is copied that are left out
    public record Options(
            TreeExtraction.@Nullable Owner owner,
            @Nullable ModeRule mode,
            Predicate<String> excluded) {}

    /// Says what permissions become.
    @FunctionalInterface
    public interface ModeRule {
        int of(int mode, boolean directory);
    }

    public TreeCopy(ContainerTree from, ContainerTree to, Options options) {
        this(new Grafts.Origin(from, options), to, Manner.PLAIN);
    }

    /// @param grafts get what meets nothing, instead of the other tree
    public TreeCopy(ContainerTree from, ContainerTree to, Options options, Grafts grafts) {
        this(new Grafts.Origin(from, options), to, new Manner(grafts, false, Long.MAX_VALUE));
    }

    private TreeCopy(Grafts.Origin origin, ContainerTree to, Manner manner) {
        this.origin = origin;
        from = origin.tree();
        options = origin.options();
        this.to = to;
        this.manner = manner;
        syscalls = to.syscalls();
    }

    /// Copies as if from the tar of a layer.
    static TreeCopy unpacked(Grafts.Origin origin, ContainerTree to, @Nullable Instant latest) {
        long second = latest == null ? Long.MAX_VALUE : latest.getEpochSecond();
        return new TreeCopy(origin, to, new Manner(null, true, second));
    }

    /// Bytes of the files that were copied.
    long size() {
        return size;
    }

    /// Copies what was noted for a directory.
    void bring(Grafts.Part part, Fd into, String place) {
        try (var source = part.open()) {
            if (part.name().isEmpty()) {
                var way = new Way(part.source(), place, part.path(), 0);
                for (var name : names(source)) {
                    if (!part.takes(name)) continue;
                    try (var file = open(source, name, O_PATH | O_NOFOLLOW)) {
                        put(file, into, name, way.to(name));
                    }
                }
            } else {
                var way = new Way(part.source(), child(place, part.name()), "", 0);
                put(source, into, part.name(), way);
            }
        }
    }

    /// Copies a file, or a directory with all beneath it, to a place whose directory exists.
    ///
    /// @param source followed
    /// @param target not followed
    public void copy(String source, String target) {
        try (var file = from.open(source, O_PATH);
                var parent = to.directory(parentOf(target))) {
            if (!isNoted(file, parent, source, target)) {
                put(file, parent, nameOf(target), new Way(source, target, "", 0));
            }
        } catch (SyscallException failed) {
            throw StorageFault.of(failed, target);
        }
    }

    /// Copies what is in a directory into another, which exists and keeps what it is.
    public void copyContents(String source, String target) {
        try (var directory = from.open(source, O_PATH | O_DIRECTORY);
                var into = to.directory(target)) {
            contents(directory, into, new Way(source, target, "", 0));
        } catch (SyscallException failed) {
            throw StorageFault.of(failed, target);
        }
    }

    /// Where a directory that is copied is.
    ///
    /// @param source from the root of the one tree
    /// @param target from the root of the other
    /// @param path from where the copy began
    private record Way(String source, String target, String path, int depth) {
        Way to(String name) {
            var inside = path.isEmpty() ? name : path + "/" + name;
            return new Way(child(source, name), child(target, name), inside, depth + 1);
        }
    }

    private void contents(Fd directory, Fd into, Way way) {
        if (way.depth() == DEEPEST) throw new CopyStopped();
        var names = names(directory);
        if (manner.grafts() != null) names = meeting(names, into, way);
        for (var name : names) {
            var next = way.to(name);
            if (options.excluded().test(next.path())) continue;
            try (var file = open(directory, name, O_PATH | O_NOFOLLOW)) {
                put(file, into, name, next);
            }
        }
    }

    private List<String> names(Fd directory) {
        try (var open = open(directory, ".", O_RDONLY | O_DIRECTORY)) {
            return syscalls.getdents64(open.number()).stream()
                    .map(DirectoryEntry::name)
                    .sorted()
                    .toList();
        }
    }

    /// Notes what meets nothing.
    ///
    /// @return the others
    private List<String> meeting(List<String> names, Fd into, Way way) {
        var there = Set.copyOf(names(into));
        var part = new Grafts.Part(origin, way.source(), way.path(), there, "");
        if (names.stream().anyMatch(part::takes)) note(part, into, way.target());
        return names.stream().filter(there::contains).toList();
    }

    private boolean isNoted(Fd file, Fd parent, String source, String target) {
        if (manner.grafts() == null) return false;
        boolean isFile = syscalls.fstat(file.number()).type() == FileMode.S_IFREG;
        var name = nameOf(target);
        if (!isFile || names(parent).contains(name)) return false;
        note(new Grafts.Part(origin, source, "", Set.of(), name), parent, parentOf(target));
        return true;
    }

    private void note(Grafts.Part part, Fd into, String place) {
        var grafts = Objects.requireNonNull(manner.grafts());
        grafts.add(place, part);
        // A change makes the directory a part of the layer, as files in it would.
        try (var open = open(into, ".", O_RDONLY | O_DIRECTORY)) {
            syscalls.utimensat(open.number(), "", null, grafts.time(), AT_EMPTY_PATH);
        }
    }

    private void put(Fd file, Fd parent, String name, Way way) {
        if (Thread.currentThread().isInterrupted()) throw new CopyStopped();
        if (manner.grafts() != null) manner.grafts().meet();
        var status = syscalls.fstat(file.number());
        var place = way.target();
        if (status.isDirectory()) {
            directory(file, status, parent, name, way);
            return;
        }
        // Whatever is made in a layer is made where nothing is.
        if (!manner.isLayer()) clear(parent, name, place);
        switch (status.type()) {
            case FileMode.S_IFREG -> regular(file, status, parent, name, place);
            case FileMode.S_IFLNK -> {
                syscalls.symlinkat(syscalls.readlinkat(file.number(), ""), parent.number(), name);
                own(parent, name, status);
                time(parent.number(), name, status);
            }
            case FileMode.S_IFCHR, FileMode.S_IFBLK, FileMode.S_IFIFO -> {
                var device = status.special();
                int mode = status.type() | 0600;
                syscalls.mknodat(parent.number(), name, mode, device.major(), device.minor());
                own(parent, name, status);
                try (var made = open(parent, name, O_PATH | O_NOFOLLOW)) {
                    syscalls.fchmodat(AtFlag.AT_FDCWD, made.path(), mode(status));
                }
                time(parent.number(), name, status);
            }
            default -> {
                // a socket: nobody would listen at it
            }
        }
    }

    private void directory(Fd file, FileStatus status, Fd parent, String name, Way way) {
        try {
            syscalls.mkdirat(parent.number(), name, 0700);
        } catch (SyscallException failed) {
            if (!failed.is(Errno.EEXIST)) throw failed;
            var there = syscalls.statx(parent.number(), name, AT_SYMLINK_NOFOLLOW);
            if (!there.isDirectory()) {
                throw new InvalidInput(
                        FaultCode.BUILD_COPY_REFUSED,
                        "cannot copy a directory to " + way.target() + ": it is no directory");
            }
        }
        try (var made = open(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)) {
            contents(file, made, way);
            settle(file, made, status);
        }
    }

    private void clear(Fd parent, String name, String place) {
        try {
            syscalls.unlinkat(parent.number(), name, 0);
        } catch (SyscallException failed) {
            if (failed.is(Errno.ENOENT)) return;
            if (!failed.is(Errno.EISDIR)) throw failed;
            throw new InvalidInput(
                    FaultCode.BUILD_COPY_REFUSED,
                    "cannot replace the directory " + place + " with a file");
        }
    }

    private void regular(Fd file, FileStatus status, Fd parent, String name, String place) {
        if (status.links() > 1) {
            var first = linked.putIfAbsent(new Inode(status.device(), status.inode()), place);
            if (first != null) {
                try (var at = to.directory(parentOf(first))) {
                    syscalls.linkat(at.number(), nameOf(first), parent.number(), name, 0);
                    return;
                }
            }
        }
        int flags = O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW;
        int writing = syscalls.openat(parent.number(), name, flags, 0600);
        try (var made = Fd.of(syscalls, writing);
                var source =
                        Fd.of(
                                syscalls,
                                syscalls.openat(AtFlag.AT_FDCWD, file.path(), O_RDONLY, 0))) {
            content(source, made);
            settle(source, made, status);
            size += status.size();
        }
    }

    private void content(Fd source, Fd made) {
        try {
            while (canShare) {
                long count = syscalls.copyFileRange(source.number(), made.number(), PIECE);
                if (count == 0) return;
                if (Thread.currentThread().isInterrupted()) throw new CopyStopped();
            }
        } catch (SyscallException failed) {
            boolean unable =
                    failed.is(Errno.EXDEV)
                            || failed.is(Errno.EINVAL)
                            || failed.is(Errno.EOPNOTSUPP)
                            || failed.is(Errno.ENOSYS);
            if (!unable) throw failed;
            // The files of one copy are on one file system, but for what is mounted there.
            canShare = false;
        }
        while (true) {
            int count = syscalls.read(source.number(), buffer, 0, buffer.length);
            if (count == 0) return;
            for (int done = 0; done < count; ) {
                done += syscalls.write(made.number(), buffer, done, count - done);
            }
        }
    }

    // Owner first: a change of owner takes away set-user-ID bits and capabilities.
    private void settle(Fd source, Fd made, FileStatus status) {
        var owner = owner(status);
        syscalls.fchown(made.number(), (int) owner.uid(), (int) owner.gid());
        syscalls.fchmod(made.number(), mode(status));
        attributes(source, made);
        time(made.number(), "", status);
    }

    private void attributes(Fd source, Fd made) {
        List<String> names;
        try {
            names = syscalls.listxattr(source.path());
        } catch (SyscallException none) {
            if (none.is(Errno.EOPNOTSUPP)) return;
            throw none;
        }
        for (var name : names) {
            if (name.startsWith(OVERLAY) || name.startsWith("system.")) continue;
            if (manner.isLayer() && !name.equals(CAPABILITY)) continue;
            try {
                var value = syscalls.getxattr(source.path(), name);
                syscalls.fsetxattr(made.number(), name, value, 0);
            } catch (SyscallException failed) {
                boolean optional = !name.equals(CAPABILITY);
                if (!optional || !failed.is(Errno.EOPNOTSUPP) && !failed.is(Errno.EPERM)) {
                    throw failed;
                }
            }
        }
    }

    private TreeExtraction.Owner owner(FileStatus status) {
        var asked = options.owner();
        if (asked != null) return asked;
        return new TreeExtraction.Owner(status.owner().uid(), status.owner().gid());
    }

    private int mode(FileStatus status) {
        var rule = options.mode();
        if (rule == null) return status.permissions();
        return rule.of(status.permissions(), status.isDirectory());
    }

    private void own(Fd parent, String name, FileStatus status) {
        var owner = owner(status);
        int flags = AT_SYMLINK_NOFOLLOW;
        syscalls.fchownat(parent.number(), name, (int) owner.uid(), (int) owner.gid(), flags);
    }

    private void time(int fd, String name, FileStatus status) {
        var modified = status.times().modified();
        if (manner.isLayer()) {
            modified = new FileTimestamp(Math.min(modified.seconds(), manner.latest()), 0);
        }
        int flags = name.isEmpty() ? AT_EMPTY_PATH : AT_SYMLINK_NOFOLLOW;
        syscalls.utimensat(fd, name, null, modified, flags);
    }

    private Fd open(Fd parent, String name, int flags) {
        return Fd.of(syscalls, syscalls.openat(parent.number(), name, flags, 0));
    }

    private static String child(String directory, String name) {
        return (directory.equals("/") ? "" : directory) + "/" + name;
    }

    private static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
