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
import dev.caisson.fault.Faults;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.archive.ArchiveStream;
import dev.caisson.image.layer.TreePath;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileMode;
import dev.caisson.sys.FileStatus;
import dev.caisson.sys.FileTimestamp;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.tar.RawText;
import dev.caisson.tar.TarDamaged;
import dev.caisson.tar.TarEntry;
import dev.caisson.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes a tar into a container, which may run and change everything meanwhile.
///
/// The way to an entry's directory is resolved with the container's root as the root, so links of
/// the container work and lead nowhere else. The entry itself is made or replaced in that
/// directory's descriptor and never followed; owner, mode and times are set by a descriptor of what
/// was made.
public final class TreeExtraction {
    private static final int DEEPEST = 1000;
    private static final int IMPLICIT_MODE = 0755;
    private static final int PIECE = 1 << 16;

    private final ContainerTree tree;
    private final Syscalls syscalls;
    private final Options options;
    private final TreeRemoval removal;
    private final Map<TreePath, FileTimestamp> directoryTimes = new LinkedHashMap<>();

    /// Where it goes, without a slash at its end.
    private String target = "";

    private @Nullable TreePath openParent;
    private @Nullable Fd parentFd;

    /// @param keepKind refuse to replace a directory by something else and the other way round
    /// @param owner of everything; null for what the tar says
    /// @param top what the tar says of its own top is given to the directory it goes to
    public record Options(boolean keepKind, @Nullable Owner owner, boolean top) {
        public Options(boolean keepKind, @Nullable Owner owner) {
            this(keepKind, owner, false);
        }
    }

    public record Owner(long uid, long gid) {}

    public TreeExtraction(ContainerTree tree, Options options) {
        this.tree = tree;
        this.options = options;
        syscalls = tree.syscalls();
        removal = new TreeRemoval(syscalls);
    }

    /// @param path of a directory that exists
    /// @param archive may be compressed with gzip, zstd, xz or bzip2
    public void extract(String path, InputStream archive) throws IOException {
        var asked = AskedPath.parse(path);
        try (var directory = tree.open(asked.whole(), O_PATH)) {
            if (!syscalls.fstat(directory.number()).isDirectory()) {
                throw Faults.of(FaultCode.ARCHIVE_TARGET_NO_DIRECTORY);
            }
            var place = tree.place(directory);
            target = place.equals("/") ? "" : place;
        }
        try {
            var tar = new TarReader(ArchiveStream.of(archive));
            for (var entry = tar.next(); entry != null; entry = tar.next()) write(tar, entry);
            for (var each : directoryTimes.entrySet()) {
                try (var directory = tree.directory(full(each.getKey()))) {
                    var time = each.getValue();
                    syscalls.utimensat(directory.number(), "", null, time, AT_EMPTY_PATH);
                }
            }
        } catch (TarDamaged | ArchiveStream.Damaged | java.util.zip.ZipException broken) {
            throw new InvalidInput(
                    broken, FaultCode.ARCHIVE_INVALID, String.valueOf(broken.getMessage()));
        } catch (SyscallException failed) {
            throw tree.refused(failed, asked.whole());
        } finally {
            closeParent();
        }
    }

    private void write(TarReader tar, TarEntry entry) throws IOException {
        var path = path(entry.name());
        if (path.isRoot()) {
            if (entry.type() == TarEntry.EntryType.DIRECTORY) {
                if (options.top()) top(path, entry);
                return;
            }
            throw new InvalidInput(FaultCode.ARCHIVE_INVALID, "an entry is called " + path);
        }
        int parent = parent(path);
        var name = RawName.toSys(path.rawName());
        clear(parent, name, path, entry);
        switch (entry.type()) {
            case DIRECTORY -> directory(parent, name, path, entry);
            case FILE -> file(tar, parent, name, entry);
            case SYMBOLIC_LINK -> {
                syscalls.symlinkat(RawName.toSys(entry.link().latin1()), parent, name);
                settleLink(parent, name, entry);
            }
            case HARD_LINK -> hardLink(parent, name, entry);
            case CHARACTER_DEVICE -> node(parent, name, FileMode.S_IFCHR, entry);
            case BLOCK_DEVICE -> node(parent, name, FileMode.S_IFBLK, entry);
            case FIFO -> node(parent, name, FileMode.S_IFIFO, entry);
        }
    }

    private void top(TreePath path, TarEntry entry) {
        try (var directory = tree.open(full(path), O_RDONLY | O_DIRECTORY)) {
            settle(directory, entry);
        }
        directoryTimes.put(path, time(entry));
    }

    private static TreePath path(RawText name) {
        var raw = name.latin1();
        int from = 0;
        while (from < raw.length() - 1 && raw.charAt(from) == '/') from++;
        return TreePath.parse(from == 0 ? name : new RawText(raw.substring(from)), DEEPEST);
    }

    /// Takes away what is in the way of an entry.
    private void clear(int parent, String name, TreePath path, TarEntry entry) {
        FileStatus there;
        try {
            there = syscalls.statx(parent, name, AT_SYMLINK_NOFOLLOW);
        } catch (SyscallException absent) {
            if (absent.is(Errno.ENOENT)) return;
            throw absent;
        }
        boolean directory = entry.type() == TarEntry.EntryType.DIRECTORY;
        if (directory && there.isDirectory()) return;
        if (options.keepKind() && there.isDirectory() != directory) {
            var code =
                    there.isDirectory()
                            ? FaultCode.ARCHIVE_OVER_DIRECTORY
                            : FaultCode.ARCHIVE_OVER_FILE;
            throw Faults.of(code, full(path), target);
        }
        closeParentBeneath(path);
        removal.remove(parent(path), name);
    }

    private void directory(int parent, String name, TreePath path, TarEntry entry) {
        try {
            syscalls.mkdirat(parent, name, 0700);
        } catch (SyscallException failed) {
            if (!failed.is(Errno.EEXIST)) throw failed;
        }
        int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
        try (var made = Fd.of(syscalls, syscalls.openat(parent, name, flags, 0))) {
            settle(made, entry);
        }
        directoryTimes.put(path, time(entry));
    }

    private void file(TarReader tar, int parent, String name, TarEntry entry) throws IOException {
        int flags = O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW;
        try (var made = Fd.of(syscalls, syscalls.openat(parent, name, flags, 0600))) {
            int fd = made.number();
            tar.content(
                    (offset, bytes, from, length) -> {
                        long _ = syscalls.lseek(fd, offset, 0);
                        for (int done = 0; done < length; ) {
                            int count = Math.min(PIECE, length - done);
                            done += syscalls.write(fd, bytes, from + done, count);
                        }
                    });
            if (entry.sparse().isSparse()) syscalls.ftruncate(fd, entry.size());
            settle(made, entry);
            syscalls.utimensat(fd, "", null, time(entry), AT_EMPTY_PATH);
        } catch (SyscallException failed) {
            if (failed.is(Errno.ENOSPC) || failed.is(Errno.EDQUOT)) takeAway(parent, name, failed);
            throw failed;
        }
    }

    /// A part of a file is worse than none.
    private void takeAway(int parent, String name, SyscallException cause) {
        try {
            syscalls.unlinkat(parent, name, 0);
        } catch (SyscallException stays) {
            if (!stays.is(Errno.ENOENT)) cause.addSuppressed(stays);
        }
    }

    private void hardLink(int parent, String name, TarEntry entry) {
        var target = path(entry.link());
        if (target.isRoot()) {
            throw new InvalidInput(FaultCode.ARCHIVE_INVALID, "a link leads to " + target);
        }
        try (var from = tree.directory(full(target.parent()))) {
            var targetName = RawName.toSys(target.rawName());
            syscalls.linkat(from.number(), targetName, parent, name, 0);
        }
    }

    private void node(int parent, String name, int type, TarEntry entry) {
        var device = entry.device();
        syscalls.mknodat(parent, name, type, device.major(), device.minor());
        try (var made = Fd.of(syscalls, syscalls.openat(parent, name, O_PATH | O_NOFOLLOW, 0))) {
            // It may have been exchanged: the mode of something else is not for us to change.
            if (syscalls.fstat(made.number()).type() != type) return;
            var owner = owner(entry);
            syscalls.fchownat(
                    made.number(), "", (int) owner.uid(), (int) owner.gid(), AT_EMPTY_PATH);
            syscalls.fchmodat(AtFlag.AT_FDCWD, made.path(), entry.ownership().mode());
        }
        syscalls.utimensat(parent, name, null, time(entry), AT_SYMLINK_NOFOLLOW);
    }

    private void settleLink(int parent, String name, TarEntry entry) {
        var owner = owner(entry);
        syscalls.fchownat(parent, name, (int) owner.uid(), (int) owner.gid(), AT_SYMLINK_NOFOLLOW);
        syscalls.utimensat(parent, name, null, time(entry), AT_SYMLINK_NOFOLLOW);
    }

    // Owner first: a change of owner takes away set-user-ID bits and capabilities.
    private void settle(Fd made, TarEntry entry) {
        var owner = owner(entry);
        syscalls.fchown(made.number(), (int) owner.uid(), (int) owner.gid());
        syscalls.fchmod(made.number(), entry.ownership().mode());
        for (var xattr : entry.xattrs()) {
            var value = new byte[xattr.value().remaining()];
            xattr.value().duplicate().get(value);
            try {
                syscalls.fsetxattr(made.number(), xattr.name(), value, 0);
            } catch (SyscallException failed) {
                boolean optional = !xattr.name().startsWith("security.capability");
                if (!optional || !failed.is(Errno.EOPNOTSUPP) && !failed.is(Errno.EPERM)) {
                    throw failed;
                }
            }
        }
    }

    private Owner owner(TarEntry entry) {
        var asked = options.owner();
        var own = entry.ownership();
        return asked == null ? new Owner(own.uid(), own.gid()) : asked;
    }

    private static FileTimestamp time(TarEntry entry) {
        var own = entry.ownership();
        return new FileTimestamp(own.mtimeSeconds(), own.mtimeNanos());
    }

    // ---- the way to an entry

    private String full(TreePath path) {
        return path.isRoot()
                ? target.isEmpty() ? "/" : target
                : target + "/" + RawName.toSys(String.join("/", path.rawNames()));
    }

    /// The directory an entry is in, made when it is missing. Valid until the next call.
    private int parent(TreePath path) {
        var wanted = path.parent();
        var open = parentFd;
        if (open != null && Objects.equals(wanted, openParent)) return open.number();
        closeParent();
        var found = openOrMake(wanted);
        parentFd = found;
        openParent = wanted;
        return found.number();
    }

    private Fd openOrMake(TreePath directory) {
        try {
            return tree.tryOpen(full(directory), O_PATH | O_DIRECTORY);
        } catch (SyscallException failed) {
            if (!failed.is(Errno.ENOENT) || directory.isRoot()) throw failed;
        }
        try (var above = openOrMake(directory.parent())) {
            var name = RawName.toSys(directory.rawName());
            try {
                syscalls.mkdirat(above.number(), name, IMPLICIT_MODE);
            } catch (SyscallException failed) {
                if (!failed.is(Errno.EEXIST)) throw failed;
            }
            int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW;
            return Fd.of(syscalls, syscalls.openat(above.number(), name, flags, 0));
        }
    }

    private void closeParentBeneath(TreePath removed) {
        var open = openParent;
        if (open == null) return;
        var gone = removed.rawNames();
        var names = open.rawNames();
        if (names.size() >= gone.size() && names.subList(0, gone.size()).equals(gone)) {
            closeParent();
        }
    }

    private void closeParent() {
        var open = parentFd;
        if (open != null) open.close();
        parentFd = null;
        openParent = null;
    }
}
