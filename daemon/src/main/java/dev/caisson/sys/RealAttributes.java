package dev.caisson.sys;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// [AttributeCalls] on the running kernel.
interface RealAttributes extends AttributeCalls {
    // include/uapi/linux/stat.h: STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID
    int STATX_WANTED = 0x7ff | 0x800 | 0x1000;
    // include/linux/stat.h
    int UTIME_OMIT = (1 << 30) - 2;

    @Override
    default void fchmod(int fd, int mode) {
        Kernel.call(() -> "fchmod fd " + fd, CallNumber.FCHMOD, fd, mode);
    }

    @Override
    default void fchmodat(int dirFd, String path, int mode) {
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () -> "fchmodat " + Kernel.at(dirFd, path),
                    CallNumber.FCHMODAT,
                    dirFd,
                    scratch.path(path),
                    mode);
        }
    }

    @Override
    default void fchown(int fd, int uid, int gid) {
        Kernel.call(() -> "fchown fd " + fd, CallNumber.FCHOWN, fd, uid, gid);
    }

    @Override
    default void fchownat(int dirFd, String path, int uid, int gid, int flags) {
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () -> "fchownat " + Kernel.at(dirFd, path),
                    CallNumber.FCHOWNAT,
                    dirFd,
                    scratch.path(path),
                    uid,
                    gid,
                    flags);
        }
    }

    @Override
    default void utimensat(
            int dirFd,
            String path,
            @Nullable FileTimestamp accessed,
            @Nullable FileTimestamp modified,
            int flags) {
        try (var scratch = Scratch.take()) {
            int size = Layouts.TIMESPEC.size();
            int times = scratch.block(2 * size);
            putTime(scratch, times, accessed);
            putTime(scratch, times + size, modified);
            Kernel.call(
                    () -> "utimensat " + Kernel.at(dirFd, path),
                    CallNumber.UTIMENSAT,
                    dirFd,
                    scratch.path(path),
                    scratch.address(times),
                    flags);
        }
    }

    private static void putTime(Scratch scratch, int at, @Nullable FileTimestamp time) {
        scratch.memory()
                .putLong(at + Layouts.TIMESPEC_SEC, time == null ? 0 : time.seconds())
                .putLong(at + Layouts.TIMESPEC_NSEC, time == null ? UTIME_OMIT : time.nanos());
    }

    @Override
    default FileStatus statx(int dirFd, String path, int flags) {
        try (var scratch = Scratch.take()) {
            int struct = scratch.zeroed(Layouts.STATX.size());
            Kernel.call(
                    () -> "statx " + Kernel.at(dirFd, path),
                    CallNumber.STATX,
                    dirFd,
                    scratch.path(path),
                    flags,
                    STATX_WANTED,
                    scratch.address(struct));
            return StatusReader.file(scratch.memory(), struct);
        }
    }

    @Override
    default FilesystemStatus statfs(String path) {
        try (var scratch = Scratch.take()) {
            int struct = scratch.zeroed(Layouts.STATFS.size());
            Kernel.call(
                    () -> "statfs " + path,
                    CallNumber.STATFS,
                    scratch.path(path),
                    scratch.address(struct));
            return StatusReader.filesystem(scratch.memory(), struct);
        }
    }

    @Override
    default FilesystemStatus fstatfs(int fd) {
        try (var scratch = Scratch.take()) {
            int struct = scratch.zeroed(Layouts.STATFS.size());
            Kernel.call(() -> "fstatfs fd " + fd, CallNumber.FSTATFS, fd, scratch.address(struct));
            return StatusReader.filesystem(scratch.memory(), struct);
        }
    }

    @Override
    default byte[] fgetxattr(int fd, String name) {
        return ExtendedAttributes.get(CallNumber.FGETXATTR, fd, name);
    }

    @Override
    default void fsetxattr(int fd, String name, byte[] value, int flags) {
        ExtendedAttributes.set(CallNumber.FSETXATTR, fd, name, value, flags);
    }

    @Override
    default List<String> flistxattr(int fd) {
        return ExtendedAttributes.list(CallNumber.FLISTXATTR, fd);
    }

    @Override
    default void fremovexattr(int fd, String name) {
        ExtendedAttributes.remove(CallNumber.FREMOVEXATTR, fd, name);
    }

    @Override
    default byte[] getxattr(String path, String name) {
        return ExtendedAttributes.get(CallNumber.GETXATTR, path, name);
    }

    @Override
    default byte[] lgetxattr(String path, String name) {
        return ExtendedAttributes.get(CallNumber.LGETXATTR, path, name);
    }

    @Override
    default void setxattr(String path, String name, byte[] value, int flags) {
        ExtendedAttributes.set(CallNumber.SETXATTR, path, name, value, flags);
    }

    @Override
    default void lsetxattr(String path, String name, byte[] value, int flags) {
        ExtendedAttributes.set(CallNumber.LSETXATTR, path, name, value, flags);
    }

    @Override
    default List<String> listxattr(String path) {
        return ExtendedAttributes.list(CallNumber.LISTXATTR, path);
    }

    @Override
    default List<String> llistxattr(String path) {
        return ExtendedAttributes.list(CallNumber.LLISTXATTR, path);
    }

    @Override
    default void removexattr(String path, String name) {
        ExtendedAttributes.remove(CallNumber.REMOVEXATTR, path, name);
    }

    @Override
    default void lremovexattr(String path, String name) {
        ExtendedAttributes.remove(CallNumber.LREMOVEXATTR, path, name);
    }
}
