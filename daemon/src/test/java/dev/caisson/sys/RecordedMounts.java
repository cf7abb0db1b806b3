package dev.caisson.sys;

import org.jspecify.annotations.Nullable;

/// [MountCalls] as text.
interface RecordedMounts extends MountCalls, Recorder {
    @Override
    default void mount(
            @Nullable String source,
            String target,
            @Nullable String type,
            long flags,
            @Nullable String data) {
        done(
                "mount",
                type == null ? "-" : type,
                source == null ? "-" : source,
                "on " + target,
                Shown.flags(MountFlag.class, "MS_", flags),
                data == null ? "" : data);
    }

    @Override
    default void umount2(String target, int flags) {
        done("umount2", target, Shown.flags(MountFlag.class, "MNT_ UMOUNT_", flags));
    }

    @Override
    default void pivotRoot(String newRoot, String putOld) {
        done("pivot_root", newRoot, putOld);
    }

    @Override
    default int openTree(int dirFd, String path, int flags) {
        return newFd(
                "open_tree",
                Shown.at(dirFd, path),
                Shown.flags(MountFlag.class, "OPEN_TREE_", flags & 1),
                Shown.flags(AtFlag.class, "AT_", flags & ~1));
    }

    @Override
    default void moveMount(int fromDirFd, String fromPath, int toDirFd, String toPath, int flags) {
        done(
                "move_mount",
                Shown.at(fromDirFd, fromPath),
                "to " + Shown.at(toDirFd, toPath),
                Shown.flags(MountFlag.class, "MOVE_MOUNT_", flags));
    }

    @Override
    default int fsopen(String type) {
        return newFd("fsopen", type);
    }

    @Override
    default int fspick(int dirFd, String path, int flags) {
        return newFd(
                "fspick", Shown.at(dirFd, path), Shown.flags(MountFlag.class, "FSPICK_", flags));
    }

    @Override
    default void fsconfigSetString(int fsFd, String key, String value) {
        done("fsconfig", Shown.fd(fsFd), key + "=" + value);
    }

    @Override
    default void fsconfigSetFlag(int fsFd, String key) {
        done("fsconfig", Shown.fd(fsFd), key);
    }

    @Override
    default void fsconfigSetFd(int fsFd, String key, int fd) {
        done("fsconfig", Shown.fd(fsFd), key + "=fd " + fd);
    }

    @Override
    default void fsconfigCreate(int fsFd) {
        done("fsconfig", Shown.fd(fsFd), "create");
    }

    @Override
    default void fsconfigReconfigure(int fsFd) {
        done("fsconfig", Shown.fd(fsFd), "reconfigure");
    }

    @Override
    default int fsmount(int fsFd, int attributes) {
        return newFd(
                "fsmount", Shown.fd(fsFd), Shown.flags(MountFlag.class, "MOUNT_ATTR_", attributes));
    }

    @Override
    default void mountSetattr(int dirFd, String path, int flags, MountAttributes attributes) {
        done(
                "mount_setattr",
                Shown.at(dirFd, path),
                Shown.flags(AtFlag.class, "AT_", flags),
                "set=" + Shown.flags(MountFlag.class, "MOUNT_ATTR_", attributes.set()),
                "clear=" + Shown.flags(MountFlag.class, "MOUNT_ATTR_", attributes.clear()),
                Shown.flags(MountFlag.class, "MS_", attributes.propagation()),
                attributes.userNsFd() < 0 ? "" : "userns=fd " + attributes.userNsFd());
    }
}
