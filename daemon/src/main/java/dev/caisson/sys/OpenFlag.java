package dev.caisson.sys;

/// Flags of `openat`, `openat2`, `lseek`, `fallocate`, `flock` and their like.
///
/// Four of them differ between machines: these are the running one's. A launch program for another
/// machine takes its own.
public final class OpenFlag {
    // include/uapi/asm-generic/fcntl.h
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 01;
    public static final int O_RDWR = 02;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_NOCTTY = 0400;
    public static final int O_TRUNC = 01000;
    public static final int O_APPEND = 02000;
    public static final int O_NONBLOCK = 04000;
    public static final int O_DSYNC = 010000;
    public static final int O_NOATIME = 01000000;
    public static final int O_CLOEXEC = 02000000;
    public static final int O_SYNC = 04010000;
    public static final int O_PATH = 010000000;

    // asm-generic/fcntl.h and arch/arm64/include/uapi/asm/fcntl.h
    public static final int O_DIRECT = Machine.choose(040000, 0200000);
    public static final int O_LARGEFILE = Machine.choose(0100000, 0400000);
    public static final int O_DIRECTORY = Machine.choose(0200000, 040000);
    public static final int O_NOFOLLOW = Machine.choose(0400000, 0100000);
    public static final int O_TMPFILE = 020000000 | O_DIRECTORY;

    // include/uapi/linux/openat2.h
    public static final long RESOLVE_NO_XDEV = 0x01;
    public static final long RESOLVE_NO_MAGICLINKS = 0x02;
    public static final long RESOLVE_NO_SYMLINKS = 0x04;
    public static final long RESOLVE_BENEATH = 0x08;
    public static final long RESOLVE_IN_ROOT = 0x10;
    public static final long RESOLVE_CACHED = 0x20;

    // include/uapi/linux/close_range.h
    public static final int CLOSE_RANGE_UNSHARE = 1 << 1;
    public static final int CLOSE_RANGE_CLOEXEC = 1 << 2;

    // include/uapi/linux/fs.h
    public static final int SEEK_SET = 0;
    public static final int SEEK_CUR = 1;
    public static final int SEEK_END = 2;
    public static final int SEEK_DATA = 3;
    public static final int SEEK_HOLE = 4;
    public static final int SYNC_FILE_RANGE_WAIT_BEFORE = 1;
    public static final int SYNC_FILE_RANGE_WRITE = 2;
    public static final int SYNC_FILE_RANGE_WAIT_AFTER = 4;

    // include/uapi/linux/falloc.h
    public static final int FALLOC_FL_KEEP_SIZE = 0x01;
    public static final int FALLOC_FL_PUNCH_HOLE = 0x02;

    // include/uapi/asm-generic/fcntl.h
    public static final int LOCK_SH = 1;
    public static final int LOCK_EX = 2;
    public static final int LOCK_NB = 4;
    public static final int LOCK_UN = 8;

    private OpenFlag() {}
}
