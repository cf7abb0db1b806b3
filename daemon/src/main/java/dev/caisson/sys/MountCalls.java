package dev.caisson.sys;

import org.jspecify.annotations.Nullable;

/// Mounts, by the old calls and by the descriptor-based ones. All may block: see [Blocking].
///
/// They act on the mount namespace of the calling thread.
public interface MountCalls {
    /// `mount(2)`.
    ///
    /// @param source what to mount; `null` where the type ignores it
    /// @param type file-system type; `null` for bind, move, remount and propagation changes
    /// @param flags [MountFlag] `MS_*`
    /// @param data options; at most 4095 bytes, a longer one is refused with `E2BIG` instead of
    ///     being cut by the kernel
    void mount(
            @Nullable String source,
            String target,
            @Nullable String type,
            long flags,
            @Nullable String data);

    /// `umount2(2)`.
    ///
    /// @param flags [MountFlag] `MNT_*` and `UMOUNT_NOFOLLOW`
    void umount2(String target, int flags);

    /// `pivot_root(2)`.
    void pivotRoot(String newRoot, String putOld);

    /// `open_tree(2)`.
    ///
    /// @param flags [MountFlag] `OPEN_TREE_*` and [AtFlag] `AT_*`; close-on-exec is always added
    /// @return descriptor of the mount, detached with `OPEN_TREE_CLONE`
    int openTree(int dirFd, String path, int flags);

    /// `move_mount(2)`. An empty path needs `MOVE_MOUNT_F_EMPTY_PATH` or `MOVE_MOUNT_T_EMPTY_PATH`.
    void moveMount(int fromDirFd, String fromPath, int toDirFd, String toPath, int flags);

    /// `fsopen(2)`: a new file-system context. Close-on-exec.
    int fsopen(String type);

    /// `fspick(2)`: the context of a mounted file system, to reconfigure it.
    ///
    /// @param flags [MountFlag] `FSPICK_*`; close-on-exec is always added
    int fspick(int dirFd, String path, int flags);

    /// `fsconfig(2)` with `FSCONFIG_SET_STRING`. When it or one of the following fails, the
    /// messages that the kernel left in the context are part of the exception's text.
    ///
    /// @param value at most 255 bytes, longer ones are `EINVAL` in the kernel
    void fsconfigSetString(int fsFd, String key, String value);

    /// `fsconfig(2)` with `FSCONFIG_SET_FLAG`.
    void fsconfigSetFlag(int fsFd, String key);

    /// `fsconfig(2)` with `FSCONFIG_SET_FD`.
    void fsconfigSetFd(int fsFd, String key, int fd);

    /// `fsconfig(2)` with `FSCONFIG_CMD_CREATE`.
    void fsconfigCreate(int fsFd);

    /// `fsconfig(2)` with `FSCONFIG_CMD_RECONFIGURE`.
    void fsconfigReconfigure(int fsFd);

    /// `fsmount(2)`: a detached mount of a created context. Close-on-exec.
    ///
    /// @param attributes [MountFlag] `MOUNT_ATTR_*`
    int fsmount(int fsFd, int attributes);

    /// `mount_setattr(2)`.
    ///
    /// @param flags [AtFlag] `AT_RECURSIVE`, `AT_EMPTY_PATH`, `AT_SYMLINK_NOFOLLOW`
    void mountSetattr(int dirFd, String path, int flags, MountAttributes attributes);
}
