package dev.caisson.launch;

import dev.caisson.spec.RootFilesystem;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Fd;
import dev.caisson.sys.MountFlag;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Syscalls;
import java.nio.file.Path;
import java.util.List;

/// Prepares mounts of layers as detached mounts, which only their descriptor keeps alive.
final class RootMount {
    private final Syscalls syscalls;

    RootMount(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /// The root of a container. Without any layer (image `scratch`) that is the upper directory
    /// itself, since an overlay needs something below.
    Fd root(RootFilesystem root) {
        if (root.lowers().isEmpty()) return clone(root.upper());
        try (var context = Fd.of(syscalls, syscalls.fsopen("overlay"));
                var upper = directory(root.upper());
                var work = directory(root.work())) {
            int fd = context.number();
            syscalls.fsconfigSetString(fd, "source", "overlay");
            lowers(fd, root.lowers());
            syscalls.fsconfigSetFd(fd, "upperdir", upper.number());
            syscalls.fsconfigSetFd(fd, "workdir", work.number());
            if (root.isVolatile()) syscalls.fsconfigSetFlag(fd, "volatile");
            syscalls.fsconfigCreate(fd);
            return Fd.of(syscalls, syscalls.fsmount(fd, 0));
        }
    }

    /// Layers to look at: read-only, because an overlay without an upper directory is. A single
    /// layer is shown as it is, since an overlay of one is refused.
    Fd layers(List<Path> lowers) {
        if (lowers.size() == 1) {
            return readOnly(clone(lowers.getFirst()));
        }
        try (var context = Fd.of(syscalls, syscalls.fsopen("overlay"))) {
            syscalls.fsconfigSetString(context.number(), "source", "overlay");
            lowers(context.number(), lowers);
            syscalls.fsconfigCreate(context.number());
            return Fd.of(syscalls, syscalls.fsmount(context.number(), MountFlag.MOUNT_ATTR_RDONLY));
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

    private void lowers(int context, List<Path> lowers) {
        for (var lower : lowers) {
            try (var directory = directory(lower)) {
                syscalls.fsconfigSetFd(context, "lowerdir+", directory.number());
            }
        }
    }

    private Fd clone(Path path) {
        return Fd.of(
                syscalls,
                syscalls.openTree(AtFlag.AT_FDCWD, path.toString(), MountFlag.OPEN_TREE_CLONE));
    }

    private Fd directory(Path path) {
        int flags = OpenFlag.O_PATH | OpenFlag.O_DIRECTORY;
        return Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, path.toString(), flags, 0));
    }
}
