package dev.caisson.sys;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// [AttributeCalls] as text.
interface RecordedAttributes extends AttributeCalls, Recorder {
    FileTimestamp EPOCH = new FileTimestamp(0, 0);
    FileStatus NO_STATUS =
            new FileStatus(
                    0,
                    0,
                    new FileStatus.Owner(0, 0),
                    0,
                    0,
                    0,
                    new FileStatus.DeviceNumber(0, 0),
                    new FileStatus.DeviceNumber(0, 0),
                    new FileStatus.Times(EPOCH, EPOCH, EPOCH, EPOCH),
                    0);
    FilesystemStatus NO_FILESYSTEM = new FilesystemStatus(0, 0, 0, 0, 0, 0, 0, 0, 0);

    @Override
    default void fchmod(int fd, int mode) {
        done("fchmod", Shown.fd(fd), Shown.octal(mode));
    }

    @Override
    default void fchmodat(int dirFd, String path, int mode) {
        done("fchmodat", Shown.at(dirFd, path), Shown.octal(mode));
    }

    @Override
    default void fchown(int fd, int uid, int gid) {
        done("fchown", Shown.fd(fd), uid + ":" + gid);
    }

    @Override
    default void fchownat(int dirFd, String path, int uid, int gid, int flags) {
        done(
                "fchownat",
                Shown.at(dirFd, path),
                uid + ":" + gid,
                Shown.flags(AtFlag.class, "AT_", flags));
    }

    @Override
    default void utimensat(
            int dirFd,
            String path,
            @Nullable FileTimestamp accessed,
            @Nullable FileTimestamp modified,
            int flags) {
        done(
                "utimensat",
                Shown.at(dirFd, path),
                accessed == null ? "-" : accessed.instant(),
                modified == null ? "-" : modified.instant(),
                Shown.flags(AtFlag.class, "AT_", flags));
    }

    @Override
    default FileStatus statx(int dirFd, String path, int flags) {
        return answer(
                NO_STATUS, "statx", Shown.at(dirFd, path), Shown.flags(AtFlag.class, "AT_", flags));
    }

    @Override
    default FilesystemStatus statfs(String path) {
        return answer(NO_FILESYSTEM, "statfs", path);
    }

    @Override
    default FilesystemStatus fstatfs(int fd) {
        return answer(NO_FILESYSTEM, "fstatfs", Shown.fd(fd));
    }

    @Override
    default byte[] fgetxattr(int fd, String name) {
        return answer(new byte[0], "fgetxattr", Shown.fd(fd), name);
    }

    @Override
    default void fsetxattr(int fd, String name, byte[] value, int flags) {
        done(
                "fsetxattr",
                Shown.fd(fd),
                name,
                value.length + " bytes",
                Shown.flags(AtFlag.class, "XATTR_", flags));
    }

    @Override
    default List<String> flistxattr(int fd) {
        return answer(List.of(), "flistxattr", Shown.fd(fd));
    }

    @Override
    default void fremovexattr(int fd, String name) {
        done("fremovexattr", Shown.fd(fd), name);
    }

    @Override
    default byte[] getxattr(String path, String name) {
        return answer(new byte[0], "getxattr", path, name);
    }

    @Override
    default byte[] lgetxattr(String path, String name) {
        return answer(new byte[0], "lgetxattr", path, name);
    }

    @Override
    default void setxattr(String path, String name, byte[] value, int flags) {
        done(
                "setxattr",
                path,
                name,
                value.length + " bytes",
                Shown.flags(AtFlag.class, "XATTR_", flags));
    }

    @Override
    default void lsetxattr(String path, String name, byte[] value, int flags) {
        done(
                "lsetxattr",
                path,
                name,
                value.length + " bytes",
                Shown.flags(AtFlag.class, "XATTR_", flags));
    }

    @Override
    default List<String> listxattr(String path) {
        return answer(List.of(), "listxattr", path);
    }

    @Override
    default List<String> llistxattr(String path) {
        return answer(List.of(), "llistxattr", path);
    }

    @Override
    default void removexattr(String path, String name) {
        done("removexattr", path, name);
    }

    @Override
    default void lremovexattr(String path, String name) {
        done("lremovexattr", path, name);
    }
}
