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
import dev.caisson.image.layer.TreePath;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.FileTimestamp;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.tar.RawText;
import java.nio.file.Path;

/// A tree that is made like another one, which somebody describes file by file; everything belongs
/// to root.
///
/// No name of the other side leads out of it: each is acted on in its directory's descriptor, which
/// was opened name by name through no link. A file is never changed: a new one takes its place, so
/// that whoever has the old one keeps it. For one thread.
public final class MirroredTree implements AutoCloseable {
    private static final int BUFFER = 1 << 17;

    private static final long NANOS = 1_000_000_000;

    private final Syscalls syscalls;
    private final Fd root;
    private final OpenDirectories directories;

    private MirroredTree(Syscalls syscalls, Fd root) {
        this.syscalls = syscalls;
        this.root = root;
        directories =
                new OpenDirectories(
                        syscalls,
                        root,
                        (_, path, _, why) -> {
                            throw why.is(Errno.ENOENT)
                                    ? refused(path, "its directory was not named before")
                                    : why;
                        });
    }

    /// @param root of the tree, a directory of the engine's own
    static MirroredTree open(Syscalls syscalls, Path root) {
        try {
            int fd =
                    syscalls.openat(AtFlag.AT_FDCWD, root.toString(), OpenDirectories.DIRECTORY, 0);
            return new MirroredTree(syscalls, Fd.of(syscalls, fd));
        } catch (SyscallException failed) {
            throw StorageFault.of(failed, root);
        }
    }

    /// Calls of the kernel for one entry.
    @FunctionalInterface
    private interface Calls<T> {
        T run(int parent, String name);
    }

    private <T> T at(TreePath path, Calls<T> calls) {
        if (path.isRoot()) throw refused(path, "it is the directory itself");
        try {
            int parent = directories.of(path, path.rawNames().size() - 1);
            return calls.run(parent, RawName.toSys(path.rawName()));
        } catch (SyscallException failed) {
            throw switch (failed.errno()) {
                case ELOOP, ENOTDIR, EXDEV -> refused(path, "the way to it leads elsewhere");
                case ENAMETOOLONG -> refused(path, "its name is too long");
                case EEXIST -> refused(path, "it was named twice");
                case ENOENT, EPERM, EMLINK -> refused(path, "its target is no file that was named");
                default -> StorageFault.of(failed, path);
            };
        }
    }

    /// Makes a directory.
    public void directory(TreePath path, int mode) {
        int _ =
                at(
                        path,
                        (parent, name) -> {
                            syscalls.mkdirat(parent, name, 0700);
                            return chmod(parent, name, mode);
                        });
    }

    /// Gives a directory that is there these permissions.
    public void permissions(TreePath path, int mode) {
        int _ = at(path, (parent, name) -> chmod(parent, name, mode));
    }

    private int chmod(int parent, String name, int mode) {
        int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
        try (var made = Fd.of(syscalls, syscalls.openat(parent, name, flags, 0))) {
            syscalls.fchmod(made.number(), mode);
        }
        return mode;
    }

    /// Sets the time of a directory, which whatever is made in it changes.
    public void directoryTime(TreePath path, long nanos) {
        var time = time(nanos);
        int _ =
                at(
                        path,
                        (parent, name) -> {
                            syscalls.utimensat(parent, name, null, time, AT_SYMLINK_NOFOLLOW);
                            return 0;
                        });
    }

    /// Makes a symbolic link.
    public void link(TreePath path, RawText target, long nanos) {
        var time = time(nanos);
        int _ =
                at(
                        path,
                        (parent, name) -> {
                            syscalls.symlinkat(RawName.toSys(target.latin1()), parent, name);
                            syscalls.utimensat(parent, name, null, time, AT_SYMLINK_NOFOLLOW);
                            return 0;
                        });
    }

    /// Gives a file that is there another name.
    public void hardLink(TreePath path, TreePath target) {
        var above = at(target, (parent, _) -> duplicate(parent));
        try (above) {
            var from = RawName.toSys(target.rawName());
            int _ =
                    at(
                            path,
                            (parent, name) -> {
                                syscalls.linkat(above.number(), from, parent, name, 0);
                                return 0;
                            });
        }
    }

    private Fd duplicate(int directory) {
        int flags = O_PATH | O_DIRECTORY;
        return Fd.of(syscalls, syscalls.openat2(directory, ".", flags, 0, OpenDirectories.BENEATH));
    }

    /// Makes a file, to be written part by part.
    public File file(TreePath path) {
        int flags = O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW;
        return new File(
                path,
                at(
                        path,
                        (parent, name) ->
                                Fd.of(syscalls, syscalls.openat(parent, name, flags, 0600))));
    }

    /// Removes what is there, a directory with all beneath it.
    public void remove(TreePath path) {
        directories.forget(path);
        int _ =
                at(
                        path,
                        (parent, name) -> {
                            new TreeRemoval(syscalls).remove(parent, name);
                            return 0;
                        });
    }

    private static FileTimestamp time(long nanos) {
        return new FileTimestamp(Math.floorDiv(nanos, NANOS), (int) Math.floorMod(nanos, NANOS));
    }

    private static InvalidInput refused(TreePath path, String why) {
        return new InvalidInput(FaultCode.BUILD_CONTEXT_INVALID, path + ": " + why);
    }

    @Override
    public void close() {
        directories.close();
        root.close();
    }

    /// A file that is being written.
    public final class File implements AutoCloseable {
        private final TreePath path;
        private final Fd file;

        private File(TreePath path, Fd file) {
            this.path = path;
            this.file = file;
        }

        public void write(byte[] bytes, int from, int length) {
            try {
                for (int done = 0; done < length; ) {
                    int count = Math.min(BUFFER, length - done);
                    done += syscalls.write(file.number(), bytes, from + done, count);
                }
            } catch (SyscallException failed) {
                throw StorageFault.of(failed, path);
            }
        }

        /// It is whole.
        public void end(int mode, long nanos) {
            try {
                syscalls.fchmod(file.number(), mode);
                syscalls.utimensat(file.number(), "", null, time(nanos), AT_EMPTY_PATH);
            } catch (SyscallException failed) {
                throw StorageFault.of(failed, path);
            }
            close();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
