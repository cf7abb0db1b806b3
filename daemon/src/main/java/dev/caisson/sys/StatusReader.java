package dev.caisson.sys;

import java.nio.ByteBuffer;

/// Reads `struct statx` and `struct statfs`.
final class StatusReader {
    private StatusReader() {}

    static FileStatus file(ByteBuffer memory, int at) {
        return new FileStatus(
                Short.toUnsignedInt(memory.getShort(at + Layouts.STATX_MODE)),
                memory.getInt(at + Layouts.STATX_NLINK),
                new FileStatus.Owner(
                        Integer.toUnsignedLong(memory.getInt(at + Layouts.STATX_UID)),
                        Integer.toUnsignedLong(memory.getInt(at + Layouts.STATX_GID))),
                memory.getLong(at + Layouts.STATX_INO),
                memory.getLong(at + Layouts.STATX_SIZE),
                memory.getLong(at + Layouts.STATX_BLOCKS),
                new FileStatus.DeviceNumber(
                        memory.getInt(at + Layouts.STATX_DEV_MAJOR),
                        memory.getInt(at + Layouts.STATX_DEV_MINOR)),
                new FileStatus.DeviceNumber(
                        memory.getInt(at + Layouts.STATX_RDEV_MAJOR),
                        memory.getInt(at + Layouts.STATX_RDEV_MINOR)),
                new FileStatus.Times(
                        time(memory, at + Layouts.STATX_ATIME),
                        time(memory, at + Layouts.STATX_MTIME),
                        time(memory, at + Layouts.STATX_CTIME),
                        time(memory, at + Layouts.STATX_BTIME)),
                memory.getLong(at + Layouts.STATX_MNT_ID));
    }

    private static FileTimestamp time(ByteBuffer memory, int at) {
        return new FileTimestamp(
                memory.getLong(at + Layouts.STATX_TIME_SEC),
                memory.getInt(at + Layouts.STATX_TIME_NSEC));
    }

    static FilesystemStatus filesystem(ByteBuffer memory, int at) {
        return new FilesystemStatus(
                memory.getLong(at + Layouts.STATFS_TYPE),
                memory.getLong(at + Layouts.STATFS_BSIZE),
                memory.getLong(at + Layouts.STATFS_BLOCKS),
                memory.getLong(at + Layouts.STATFS_BFREE),
                memory.getLong(at + Layouts.STATFS_BAVAIL),
                memory.getLong(at + Layouts.STATFS_FILES),
                memory.getLong(at + Layouts.STATFS_FFREE),
                memory.getLong(at + Layouts.STATFS_NAMELEN),
                memory.getLong(at + Layouts.STATFS_FLAGS));
    }
}
