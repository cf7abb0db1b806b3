package dev.caisson.launch;

import dev.caisson.spec.RootFilesystem;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.CloneFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.MountFlag;
import dev.caisson.sys.NsThread;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Prepares mounts of layers as detached mounts, which only their descriptor keeps alive.
public final class RootMount {
    private final Syscalls syscalls;

    /// Whether an overlay takes its directories by descriptor: since Linux 6.13.
    private volatile boolean byDescriptor;

    /// @param byDescriptor false to begin with the way of older kernels
    public RootMount(Syscalls syscalls, boolean byDescriptor) {
        this.syscalls = syscalls;
        this.byDescriptor = byDescriptor;
    }

    /// The root of a container. Without any layer (image `scratch`) that is the upper directory
    /// itself, since an overlay needs something below.
    public Fd root(RootFilesystem root) {
        if (root.lowers().isEmpty()) return clone(root.upper());
        var upper = new Upper(root.upper(), root.work(), root.isVolatile());
        return overlay(once(root.lowers()), upper);
    }

    /// Layers to look at: read-only, because an overlay without an upper directory is. A single
    /// layer is shown as it is, since an overlay of one is refused.
    Fd layers(List<Path> lowers) {
        var different = once(lowers);
        if (different.size() == 1) return readOnly(clone(different.getFirst()));
        return readOnly(overlay(different, null));
    }

    /// An image may have a layer more than once, which an overlay refuses. The upper one counts:
    /// it has, and hides, all that those below it have and hide.
    private static List<Path> once(List<Path> lowers) {
        return lowers.stream().distinct().toList();
    }

    /// A part of layers to look at.
    ///
    /// @param subpath looked up beneath them, whatever links are there; empty for all
    public Fd layers(List<Path> lowers, String subpath) {
        var whole = layers(lowers);
        if (subpath.isEmpty()) return whole;
        try (whole) {
            return NsThread.call("part", () -> part(whole, lowers.getFirst(), subpath));
        }
    }

    /// A detached mount cannot be cloned before 6.15: it is attached in a namespace that ends with
    /// the calling thread.
    private Fd part(Fd whole, Path place, String subpath) {
        syscalls.unshare(CloneFlag.CLONE_FS | CloneFlag.CLONE_NEWNS);
        syscalls.mount(null, "/", null, MountFlag.MS_REC | MountFlag.MS_PRIVATE, null);
        syscalls.moveMount(
                whole.number(),
                "",
                AtFlag.AT_FDCWD,
                place.toString(),
                MountFlag.MOVE_MOUNT_F_EMPTY_PATH);
        try (var file = BindSource.beneath(syscalls, whole, subpath, OpenFlag.O_PATH)) {
            return BindSource.cloned(syscalls, file, false);
        }
    }

    /// What takes the changes.
    private record Upper(Path upper, Path work, boolean isVolatile) {}

    private Fd overlay(List<Path> lowers, @Nullable Upper upper) {
        if (byDescriptor) {
            try {
                return configured(lowers, upper);
            } catch (SyscallException failure) {
                // EINVAL: the key is not known. EOPNOTSUPP: no key takes a descriptor, before 6.5.
                boolean tooOld = failure.is(Errno.EINVAL) || failure.is(Errno.EOPNOTSUPP);
                if (!tooOld || !failure.call().contains("lowerdir+")) throw failure;
                byDescriptor = false;
            }
        }
        return NsThread.call("overlay", () -> mounted(lowers, upper));
    }

    private Fd configured(List<Path> lowers, @Nullable Upper upper) {
        try (var context = Fd.of(syscalls, syscalls.fsopen("overlay"));
                var directories = new Directories(syscalls)) {
            int fd = context.number();
            syscalls.fsconfigSetString(fd, "source", "overlay");
            for (var lower : lowers) {
                syscalls.fsconfigSetFd(fd, "lowerdir+", directories.add(lower));
            }
            if (upper != null) {
                syscalls.fsconfigSetFd(fd, "upperdir", directories.add(upper.upper()));
                syscalls.fsconfigSetFd(fd, "workdir", directories.add(upper.work()));
                if (upper.isVolatile()) syscalls.fsconfigSetFlag(fd, "volatile");
            }
            syscalls.fsconfigCreate(fd);
            return Fd.of(syscalls, syscalls.fsmount(fd, 0));
        }
    }

    /// For kernels before 6.13: by `mount(2)`, in a namespace that ends with the calling thread.
    /// The directories are named by descriptors of that namespace, as the kernel wants it, and
    /// because that keeps long stacks in one page.
    private Fd mounted(List<Path> lowers, @Nullable Upper upper) {
        syscalls.unshare(CloneFlag.CLONE_FS | CloneFlag.CLONE_NEWNS);
        syscalls.mount(null, "/", null, MountFlag.MS_REC | MountFlag.MS_PRIVATE, null);
        try (var directories = new Directories(syscalls)) {
            var paths = lowers.stream().map(directories::path).collect(Collectors.joining(":"));
            var options = new StringBuilder("lowerdir=").append(paths);
            var covered = lowers.getFirst();
            if (upper != null) {
                options.append(",upperdir=").append(directories.path(upper.upper()));
                options.append(",workdir=").append(directories.path(upper.work()));
                if (upper.isVolatile()) options.append(",volatile");
                covered = upper.work();
            }
            syscalls.mount("overlay", covered.toString(), "overlay", 0, options.toString());
            return clone(covered);
        }
    }

    private Fd readOnly(Fd tree) {
        syscalls.mountSetattr(
                tree.number(),
                "",
                AtFlag.AT_EMPTY_PATH,
                dev.caisson.sys.MountAttributes.set(MountFlag.MOUNT_ATTR_RDONLY));
        return tree;
    }

    private Fd clone(Path path) {
        return Fd.of(
                syscalls,
                syscalls.openTree(AtFlag.AT_FDCWD, path.toString(), MountFlag.OPEN_TREE_CLONE));
    }

    /// Directories opened for reference, closed together.
    private static final class Directories implements AutoCloseable {
        private final Syscalls syscalls;
        private final List<Fd> opened = new ArrayList<>();

        Directories(Syscalls syscalls) {
            this.syscalls = syscalls;
        }

        int add(Path path) {
            int flags = OpenFlag.O_PATH | OpenFlag.O_DIRECTORY;
            int fd = syscalls.openat(AtFlag.AT_FDCWD, path.toString(), flags, 0);
            opened.add(Fd.of(syscalls, fd));
            return fd;
        }

        /// Its path in this process.
        String path(Path path) {
            return "/proc/self/fd/" + add(path);
        }

        @Override
        public void close() {
            opened.forEach(Fd::close);
        }
    }
}
