package dev.caisson.sys;

/// Flags of the `*at` calls, of `renameat2` and of the extended attributes.
public final class AtFlag {
    // include/uapi/linux/fcntl.h
    public static final int AT_FDCWD = -100;
    public static final int AT_SYMLINK_NOFOLLOW = 0x100;
    public static final int AT_REMOVEDIR = 0x200;
    public static final int AT_SYMLINK_FOLLOW = 0x400;
    public static final int AT_NO_AUTOMOUNT = 0x800;
    public static final int AT_EMPTY_PATH = 0x1000;
    public static final int AT_RECURSIVE = 0x8000;

    // include/uapi/linux/fs.h (fcntl.h since 6.12)
    public static final int RENAME_NOREPLACE = 1;
    public static final int RENAME_EXCHANGE = 2;
    public static final int RENAME_WHITEOUT = 4;

    // include/uapi/linux/xattr.h
    public static final int XATTR_CREATE = 1;
    public static final int XATTR_REPLACE = 2;

    private AtFlag() {}
}
