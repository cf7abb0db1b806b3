package dev.caisson.sys;

/// What `mount_setattr(2)` changes. Layout: `struct mount_attr`, include/uapi/linux/mount.h.
///
/// @param set [MountFlag] `MOUNT_ATTR_*` to set
/// @param clear [MountFlag] `MOUNT_ATTR_*` to clear, before the others are set
/// @param propagation [MountFlag#MS_PRIVATE], `MS_SLAVE`, `MS_SHARED`, `MS_UNBINDABLE`, or 0
/// @param userNsFd user namespace for `MOUNT_ATTR_IDMAP`, otherwise -1
public record MountAttributes(long set, long clear, long propagation, int userNsFd) {
    /// Sets attributes and leaves the rest.
    public static MountAttributes set(long attributes) {
        return new MountAttributes(attributes, 0, 0, -1);
    }

    /// Changes only the propagation.
    public static MountAttributes propagation(long propagation) {
        return new MountAttributes(0, 0, propagation, -1);
    }

    /// Maps the owners of files through a user namespace.
    public static MountAttributes idmap(int userNsFd) {
        return new MountAttributes(MountFlag.MOUNT_ATTR_IDMAP, 0, 0, userNsFd);
    }
}
