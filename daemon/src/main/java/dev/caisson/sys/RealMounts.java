package dev.caisson.sys;

import org.jspecify.annotations.Nullable;

/// [MountCalls] on the running kernel.
interface RealMounts extends MountCalls {
    // include/uapi/linux/mount.h
    int FSOPEN_CLOEXEC = 1;
    int FSPICK_CLOEXEC = 1;
    int FSMOUNT_CLOEXEC = 1;
    int FSCONFIG_SET_FLAG = 0;
    int FSCONFIG_SET_STRING = 1;
    int FSCONFIG_SET_FD = 5;
    int FSCONFIG_CMD_CREATE = 6;
    int FSCONFIG_CMD_RECONFIGURE = 7;

    @Override
    default void mount(
            @Nullable String source,
            String target,
            @Nullable String type,
            long flags,
            @Nullable String data) {
        try (var scratch = Scratch.take()) {
            long options = data == null ? 0 : scratch.string(data);
            // The kernel copies one page and takes what is in it.
            if (data != null && scratch.used() > Scratch.PATH_MAX) {
                throw new SyscallException(
                        Errno.E2BIG, MountText.of(source, target, type, flags), "options");
            }
            Kernel.call(
                    () -> MountText.of(source, target, type, flags),
                    CallNumber.MOUNT,
                    source == null ? 0 : scratch.path(source),
                    scratch.path(target),
                    type == null ? 0 : scratch.path(type),
                    flags,
                    options);
        }
    }

    @Override
    default void umount2(String target, int flags) {
        try (var scratch = Scratch.take()) {
            Kernel.call(() -> "umount2 " + target, CallNumber.UMOUNT2, scratch.path(target), flags);
        }
    }

    @Override
    default void pivotRoot(String newRoot, String putOld) {
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () -> "pivot_root " + newRoot + " " + putOld,
                    CallNumber.PIVOT_ROOT,
                    scratch.path(newRoot),
                    scratch.path(putOld));
        }
    }

    @Override
    default int openTree(int dirFd, String path, int flags) {
        try (var scratch = Scratch.take()) {
            return (int)
                    Kernel.call(
                            () -> "open_tree " + Kernel.at(dirFd, path),
                            CallNumber.OPEN_TREE,
                            dirFd,
                            scratch.path(path),
                            flags | OpenFlag.O_CLOEXEC);
        }
    }

    @Override
    default void moveMount(int fromDirFd, String fromPath, int toDirFd, String toPath, int flags) {
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () ->
                            "move_mount %s to %s"
                                    .formatted(
                                            Kernel.at(fromDirFd, fromPath),
                                            Kernel.at(toDirFd, toPath)),
                    CallNumber.MOVE_MOUNT,
                    fromDirFd,
                    scratch.path(fromPath),
                    toDirFd,
                    scratch.path(toPath),
                    flags);
        }
    }

    @Override
    default int fsopen(String type) {
        try (var scratch = Scratch.take()) {
            return (int)
                    Kernel.call(
                            () -> "fsopen " + type,
                            CallNumber.FSOPEN,
                            scratch.path(type),
                            FSOPEN_CLOEXEC);
        }
    }

    @Override
    default int fspick(int dirFd, String path, int flags) {
        try (var scratch = Scratch.take()) {
            return (int)
                    Kernel.call(
                            () -> "fspick " + Kernel.at(dirFd, path),
                            CallNumber.FSPICK,
                            dirFd,
                            scratch.path(path),
                            flags | FSPICK_CLOEXEC);
        }
    }

    @Override
    default void fsconfigSetString(int fsFd, String key, String value) {
        try (var scratch = Scratch.take()) {
            FilesystemContext.configure(
                    "fsconfig " + key + "=" + value,
                    fsFd,
                    FSCONFIG_SET_STRING,
                    scratch.path(key),
                    scratch.path(value),
                    0);
        }
    }

    @Override
    default void fsconfigSetFlag(int fsFd, String key) {
        try (var scratch = Scratch.take()) {
            FilesystemContext.configure(
                    "fsconfig " + key, fsFd, FSCONFIG_SET_FLAG, scratch.path(key), 0, 0);
        }
    }

    @Override
    default void fsconfigSetFd(int fsFd, String key, int fd) {
        try (var scratch = Scratch.take()) {
            FilesystemContext.configure(
                    "fsconfig " + key + "=fd " + fd,
                    fsFd,
                    FSCONFIG_SET_FD,
                    scratch.path(key),
                    0,
                    fd);
        }
    }

    @Override
    default void fsconfigCreate(int fsFd) {
        FilesystemContext.configure("fsconfig create", fsFd, FSCONFIG_CMD_CREATE, 0, 0, 0);
    }

    @Override
    default void fsconfigReconfigure(int fsFd) {
        FilesystemContext.configure(
                "fsconfig reconfigure", fsFd, FSCONFIG_CMD_RECONFIGURE, 0, 0, 0);
    }

    @Override
    default int fsmount(int fsFd, int attributes) {
        return (int)
                Kernel.call(
                        () -> "fsmount fd " + fsFd,
                        CallNumber.FSMOUNT,
                        fsFd,
                        FSMOUNT_CLOEXEC,
                        attributes);
    }

    @Override
    default void mountSetattr(int dirFd, String path, int flags, MountAttributes attributes) {
        try (var scratch = Scratch.take()) {
            int struct = scratch.zeroed(Layouts.MOUNT_ATTR.size());
            scratch.memory()
                    .putLong(struct + Layouts.MOUNT_ATTR_SET, attributes.set())
                    .putLong(struct + Layouts.MOUNT_ATTR_CLR, attributes.clear())
                    .putLong(struct + Layouts.MOUNT_ATTR_PROPAGATION, attributes.propagation())
                    .putLong(
                            struct + Layouts.MOUNT_ATTR_USERNS_FD,
                            Math.max(0, attributes.userNsFd()));
            Kernel.call(
                    () -> "mount_setattr " + Kernel.at(dirFd, path),
                    CallNumber.MOUNT_SETATTR,
                    dirFd,
                    scratch.path(path),
                    flags,
                    scratch.address(struct),
                    Layouts.MOUNT_ATTR.size());
        }
    }
}
