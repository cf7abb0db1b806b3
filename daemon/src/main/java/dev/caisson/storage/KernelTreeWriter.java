package dev.caisson.storage;

import static dev.caisson.sys.AtFlag.AT_EMPTY_PATH;
import static dev.caisson.sys.AtFlag.AT_SYMLINK_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_CREAT;
import static dev.caisson.sys.OpenFlag.O_DIRECTORY;
import static dev.caisson.sys.OpenFlag.O_EXCL;
import static dev.caisson.sys.OpenFlag.O_NOFOLLOW;
import static dev.caisson.sys.OpenFlag.O_PATH;
import static dev.caisson.sys.OpenFlag.O_WRONLY;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.layer.TreePath;
import dev.caisson.image.layer.TreeWriter;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileMode;
import dev.caisson.sys.FileStatus;
import dev.caisson.sys.FileTimestamp;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.tar.RawText;
import dev.caisson.tar.TarEntry.Device;
import dev.caisson.tar.TarEntry.Ownership;
import dev.caisson.tar.Xattr;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes a tree by descriptors, so that nothing an image calls its files leads out of it.
///
/// Every name is acted on in its parent's descriptor, and every parent was opened in its own with
/// `RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS`. A symbolic link among the parents is read and its
/// target walked in the same way from the root on, so the kernel never follows one, not even one
/// that appears meanwhile. Files are made with `O_EXCL`, and owner, mode, attributes and times are
/// set by their descriptor; what cannot be opened (links, devices) is addressed in its parent
/// without following it. Nobody else writes in the tree: it is a new directory beneath one only
/// root can enter.
public final class KernelTreeWriter implements TreeWriter {
    private static final String OPAQUE = "trusted.overlay.opaque";
    private static final int IMPLICIT_MODE = 0755;
    private static final int BUFFER = 1 << 17;

    private final Syscalls syscalls;
    private final Fd root;
    private final OpenDirectories directories;
    private final TreeRemoval removal;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Map<TreePath, Ownership> directoryTimes = new LinkedHashMap<>();

    /// @param root of the tree, opened to read; closed with this
    public KernelTreeWriter(Syscalls syscalls, Fd root) {
        this.syscalls = syscalls;
        this.root = root;
        this.removal = new TreeRemoval(syscalls);
        this.directories = new OpenDirectories(syscalls, root, this::makeParent);
    }

    @Override
    public void directory(TreePath path, Attributes attributes) {
        during(
                path,
                () -> {
                    var real = real(path);
                    int fd = real.isRoot() ? root.number() : newDirectory(real);
                    settle(fd, attributes);
                    directoryTimes.put(real, attributes.ownership());
                });
    }

    private int newDirectory(TreePath path) {
        int parent = parent(path);
        var name = name(path);
        try {
            syscalls.mkdirat(parent, name, 0700);
        } catch (SyscallException failed) {
            if (!failed.is(Errno.EEXIST)) throw failed;
            var type = syscalls.statx(parent, name, AT_SYMLINK_NOFOLLOW);
            if (!type.isDirectory()) {
                syscalls.unlinkat(parent, name, 0);
                syscalls.mkdirat(parent, name, 0700);
                if (isWhiteout(type)) markOpaque(directories.of(path, depth(path)));
            }
        }
        return directories.of(path, depth(path));
    }

    @Override
    public void file(TreePath path, Attributes attributes, long size, Content content)
            throws IOException {
        try (var fd = create(path)) {
            int number = fd.number();
            var end = new long[1];
            content.transferTo(
                    (offset, bytes, from, length) -> {
                        write(path, number, offset, bytes, from, length);
                        end[0] = offset + length;
                    });
            during(
                    path,
                    () -> {
                        if (end[0] != size) syscalls.ftruncate(number, size);
                        settle(number, attributes);
                        syscalls.utimensat(number, "", null, mtime(attributes), AT_EMPTY_PATH);
                    });
        }
    }

    private Fd create(TreePath path) {
        return during(
                path,
                () -> {
                    var created = new Fd[1];
                    put(
                            real(path),
                            (parent, name) ->
                                    created[0] =
                                            Fd.of(
                                                    syscalls,
                                                    syscalls.openat2(
                                                            parent,
                                                            name,
                                                            O_CREAT
                                                                    | O_EXCL
                                                                    | O_WRONLY
                                                                    | O_NOFOLLOW,
                                                            0600,
                                                            OpenDirectories.BENEATH)));
                    return created[0];
                });
    }

    private void write(TreePath path, int fd, long offset, byte[] bytes, int from, int length) {
        for (int done = 0; done < length; ) {
            int count = Math.min(BUFFER, length - done);
            buffer.clear().put(bytes, from + done, count).flip();
            long at = offset + done;
            during(
                    path,
                    () -> {
                        while (buffer.hasRemaining()) {
                            syscalls.pwrite(fd, buffer, at + buffer.position());
                        }
                    });
            done += count;
        }
    }

    @Override
    public void symbolicLink(TreePath path, RawText target, Attributes attributes) {
        make(
                path,
                attributes,
                false,
                (parent, name) -> syscalls.symlinkat(RawName.toSys(target.latin1()), parent, name));
    }

    @Override
    public void hardLink(TreePath path, TreePath target) {
        if (target.isRoot() || path.equals(target)) {
            throw refused(path, "it is a link to itself or to the root");
        }
        during(
                path,
                () -> {
                    var real = real(path);
                    var from = realTarget(path, target);
                    if (real.equals(from)) throw refused(path, "it is a link to itself");
                    try (var directory = openParent(path, from)) {
                        put(
                                real,
                                (parent, name) ->
                                        syscalls.linkat(
                                                directory.number(), name(from), parent, name, 0));
                    } catch (SyscallException failed) {
                        if (failed.is(Errno.ENOENT)) {
                            throw refused(path, "its target " + target + " is not in the layer");
                        }
                        if (failed.is(Errno.EPERM)) {
                            throw refused(path, "its target " + target + " is a directory");
                        }
                        throw failed;
                    }
                });
    }

    /// The target with no link on its way, which must be there.
    private TreePath realTarget(TreePath link, TreePath target) {
        var real =
                real(
                        target,
                        (parent, path, depth, why) ->
                                presentParent(link, path, parent, depth, why));
        if (real.isRoot()) throw refused(link, "it is a link to itself or to the root");
        return real;
    }

    private Fd presentParent(
            TreePath link, TreePath target, int parent, int depth, SyscallException why) {
        if (why.is(Errno.ENOENT)) throw missing(link, target);
        throwLink(parent, target, depth, why);
        throw why.is(Errno.ELOOP) || why.is(Errno.ENOTDIR) ? missing(link, target) : why;
    }

    private static InvalidInput missing(TreePath link, TreePath target) {
        return refused(link, "its target " + target + " is not in the layer");
    }

    /// A descriptor that stays when the directories walk on.
    private Fd openParent(TreePath link, TreePath target) {
        int parent =
                directories.of(
                        target,
                        depth(target) - 1,
                        (at, path, depth, why) -> presentParent(link, path, at, depth, why));
        return Fd.of(
                syscalls,
                syscalls.openat2(parent, ".", O_PATH | O_DIRECTORY, 0, OpenDirectories.BENEATH));
    }

    @Override
    public void device(TreePath path, DeviceKind kind, Device numbers, Attributes attributes) {
        int type =
                switch (kind) {
                    case CHARACTER -> FileMode.S_IFCHR;
                    case BLOCK -> FileMode.S_IFBLK;
                };
        make(
                path,
                attributes,
                true,
                (parent, name) ->
                        syscalls.mknodat(parent, name, type, numbers.major(), numbers.minor()));
    }

    @Override
    public void fifo(TreePath path, Attributes attributes) {
        make(path, attributes, true, (parent, name) -> syscalls.mkfifoat(parent, name, 0));
    }

    @Override
    public void whiteout(TreePath path) {
        during(
                path,
                () -> {
                    var real = real(path);
                    int parent = parent(real);
                    try {
                        syscalls.mknodat(parent, name(real), FileMode.S_IFCHR, 0, 0);
                    } catch (SyscallException failed) {
                        if (!failed.is(Errno.EEXIST)) throw failed;
                        // What the layer itself has there hides a file; a directory needs the mark.
                        var there = syscalls.statx(parent, name(real), AT_SYMLINK_NOFOLLOW);
                        if (there.isDirectory()) {
                            markOpaque(directories.of(real, depth(real)));
                        }
                    }
                });
    }

    @Override
    public void opaque(TreePath directory) {
        during(
                directory,
                () -> {
                    // With a name behind it all of it is on the way.
                    var real = directory.isRoot() ? directory : real(directory.child("x")).parent();
                    markOpaque(directories.of(real, depth(real)));
                });
    }

    @Override
    public void finish() {
        for (var entry : directoryTimes.entrySet()) {
            var path = entry.getKey();
            var time = time(entry.getValue());
            during(
                    path,
                    () -> {
                        if (path.isRoot()) {
                            syscalls.utimensat(root.number(), "", null, time, AT_EMPTY_PATH);
                        } else {
                            syscalls.utimensat(
                                    parent(path), name(path), null, time, AT_SYMLINK_NOFOLLOW);
                        }
                    });
        }
        directoryTimes.clear();
    }

    @Override
    public void close() {
        directories.close();
    }

    // ---- parts

    /// Makes one name in a directory.
    @FunctionalInterface
    private interface NameMaker {
        void make(int parent, String name);
    }

    private void make(TreePath path, Attributes attributes, boolean hasMode, NameMaker maker) {
        during(
                path,
                () -> {
                    var real = real(path);
                    put(real, maker);
                    int parent = parent(real);
                    var name = name(real);
                    var owner = attributes.ownership();
                    syscalls.fchownat(
                            parent,
                            name,
                            (int) owner.uid(),
                            (int) owner.gid(),
                            AT_SYMLINK_NOFOLLOW);
                    // Just made, and no link: nothing can be followed here.
                    if (hasMode) syscalls.fchmodat(parent, name, owner.mode());
                    for (var xattr : attributes.xattrs()) {
                        var there = "/proc/self/fd/" + parent + "/" + name;
                        set(xattr, value -> syscalls.lsetxattr(there, xattr.name(), value, 0));
                    }
                    syscalls.utimensat(parent, name, null, mtime(attributes), AT_SYMLINK_NOFOLLOW);
                });
    }

    // An entry replaces what an earlier one put at its place.
    private void put(TreePath path, NameMaker maker) {
        if (path.isRoot()) throw refused(path, "the root can only be a directory");
        int parent = parent(path);
        var name = name(path);
        try {
            maker.make(parent, name);
        } catch (SyscallException failed) {
            if (!failed.is(Errno.EEXIST)) throw failed;
            directories.forget(path);
            removal.remove(parent, name);
            forgetTimes(path);
            maker.make(parent, name);
        }
    }

    private void forgetTimes(TreePath path) {
        var gone = path.rawNames();
        directoryTimes
                .keySet()
                .removeIf(
                        one ->
                                one.rawNames().size() >= gone.size()
                                        && one.rawNames().subList(0, gone.size()).equals(gone));
    }

    // Owner first: a change of owner takes away set-user-ID bits and capabilities.
    private void settle(int fd, Attributes attributes) {
        var owner = attributes.ownership();
        syscalls.fchown(fd, (int) owner.uid(), (int) owner.gid());
        syscalls.fchmod(fd, owner.mode());
        for (var xattr : attributes.xattrs()) {
            set(xattr, value -> syscalls.fsetxattr(fd, xattr.name(), value, 0));
        }
    }

    /// Sets one attribute.
    @FunctionalInterface
    private interface Setter {
        void set(byte[] value);
    }

    private static void set(Xattr xattr, Setter setter) {
        var value = new byte[xattr.value().remaining()];
        xattr.value().duplicate().get(value);
        try {
            setter.set(value);
        } catch (SyscallException failed) {
            // As Docker does: an image is usable without the attributes a file system cannot keep,
            // or that a link or device cannot have; not so without its capabilities.
            boolean optional = xattr.name().startsWith("user.");
            boolean impossible = failed.is(Errno.EOPNOTSUPP) || failed.is(Errno.EPERM);
            if (!optional || !impossible) throw failed;
        }
    }

    private void markOpaque(int directory) {
        syscalls.fsetxattr(directory, OPAQUE, new byte[] {'y'}, 0);
    }

    private Fd makeParent(int parent, TreePath path, int depth, SyscallException why) {
        var name = RawName.toSys(path.rawNames().get(depth));
        boolean hidden = false;
        if (why.is(Errno.ELOOP) || why.is(Errno.ENOTDIR)) {
            hidden = isWhiteout(syscalls.statx(parent, name, AT_SYMLINK_NOFOLLOW));
            throwLink(parent, path, depth, why);
            if (!hidden) throw refused(path, "the way to it is no directory");
            syscalls.unlinkat(parent, name, 0);
        } else if (!why.is(Errno.ENOENT)) {
            throw why;
        }
        syscalls.mkdirat(parent, name, IMPLICIT_MODE);
        var made = OpenDirectories.child(syscalls, parent, name);
        syscalls.fchmod(made.number(), IMPLICIT_MODE);
        if (hidden) markOpaque(made.number());
        return made;
    }

    private void throwLink(int parent, TreePath path, int depth, SyscallException why) {
        if (!why.is(Errno.ELOOP) && !why.is(Errno.ENOTDIR)) return;
        var name = RawName.toSys(path.rawNames().get(depth));
        if (syscalls.statx(parent, name, AT_SYMLINK_NOFOLLOW).type() != FileMode.S_IFLNK) return;
        var target = RawName.toRaw(syscalls.readlinkat(parent, name));
        throw new LinkOnTheWay(depth, new RawText(target));
    }

    private static boolean isWhiteout(FileStatus status) {
        return status.type() == FileMode.S_IFCHR
                && status.special().major() == 0
                && status.special().minor() == 0;
    }

    private TreePath real(TreePath path) {
        return real(path, this::makeParent);
    }

    /// The same place with no link on its way; its parent is open then.
    private TreePath real(TreePath path, OpenDirectories.Maker maker) {
        if (path.isRoot()) return path;
        var at = path;
        for (int links = 0; links <= LINKS_LIMIT; links++) {
            try {
                int _ = directories.of(at, depth(at) - 1, maker);
                return at;
            } catch (LinkOnTheWay link) {
                at = at.through(link.depth(), link.target());
            }
        }
        throw refused(path, "the way to it has too many symbolic links");
    }

    private int parent(TreePath path) {
        return directories.of(path, depth(path) - 1);
    }

    private static int depth(TreePath path) {
        return path.rawNames().size();
    }

    private static String name(TreePath path) {
        return RawName.toSys(path.rawName());
    }

    private static FileTimestamp mtime(Attributes attributes) {
        return time(attributes.ownership());
    }

    private static FileTimestamp time(Ownership ownership) {
        return new FileTimestamp(ownership.mtimeSeconds(), ownership.mtimeNanos());
    }

    private static InvalidInput refused(TreePath path, String why) {
        return new InvalidInput(FaultCode.LAYER_ENTRY_REFUSED, path, why);
    }

    /// Calls of the kernel for one entry.
    @FunctionalInterface
    private interface Calls<T> {
        T run();
    }

    private static <T> T during(TreePath path, Calls<T> calls) {
        try {
            return calls.run();
        } catch (SyscallException failed) {
            throw translated(failed, path);
        }
    }

    private static void during(TreePath path, Runnable calls) {
        try {
            calls.run();
        } catch (SyscallException failed) {
            throw translated(failed, path);
        }
    }

    private static Fault translated(SyscallException failed, TreePath path) {
        return switch (failed.errno()) {
            case ELOOP, ENOTDIR, EXDEV -> refused(path, "the way to it leads elsewhere");
            case ENAMETOOLONG -> refused(path, "its name is too long");
            case EMLINK -> refused(path, "its target has too many links");
            default -> StorageFault.of(failed, path);
        };
    }
}
