package dev.caisson.sys;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Owners, modes, times, extended attributes and other facts about files.
///
/// A descriptor opened with `O_PATH` is refused (`EBADF`) by `fchmod` and the `f*xattr` calls; its
/// path `/proc/self/fd/N` works with the calls that take a path.
public interface AttributeCalls {
    /// `fchmod(2)`.
    void fchmod(int fd, int mode);

    /// `fchmodat(2)`; follows symbolic links.
    void fchmodat(int dirFd, String path, int mode);

    /// `fchown(2)`.
    ///
    /// @param uid owner, or -1 to keep it
    /// @param gid group, or -1 to keep it
    void fchown(int fd, int uid, int gid);

    /// `fchownat(2)`.
    ///
    /// @param flags [AtFlag#AT_SYMLINK_NOFOLLOW], `AT_EMPTY_PATH`, or 0
    void fchownat(int dirFd, String path, int uid, int gid, int flags);

    /// `utimensat(2)`.
    ///
    /// @param accessed access time; `null` keeps it
    /// @param modified modification time; `null` keeps it
    /// @param flags [AtFlag#AT_SYMLINK_NOFOLLOW], `AT_EMPTY_PATH`, or 0
    void utimensat(
            int dirFd,
            String path,
            @Nullable FileTimestamp accessed,
            @Nullable FileTimestamp modified,
            int flags);

    /// `statx(2)` with the basic facts, the birth time and the mount's id.
    ///
    /// @param flags [AtFlag#AT_SYMLINK_NOFOLLOW], `AT_EMPTY_PATH`, `AT_NO_AUTOMOUNT`, or 0
    FileStatus statx(int dirFd, String path, int flags);

    /// `fstat(2)`, by `statx(2)` with an empty path.
    default FileStatus fstat(int fd) {
        return statx(fd, "", AtFlag.AT_EMPTY_PATH);
    }

    /// `statfs(2)`.
    FilesystemStatus statfs(String path);

    /// `fstatfs(2)`.
    FilesystemStatus fstatfs(int fd);

    /// `fgetxattr(2)`. `ENODATA` when there is none.
    byte[] fgetxattr(int fd, String name);

    /// `fsetxattr(2)`.
    ///
    /// @param flags [AtFlag#XATTR_CREATE], `XATTR_REPLACE`, or 0
    void fsetxattr(int fd, String name, byte[] value, int flags);

    /// `flistxattr(2)`.
    List<String> flistxattr(int fd);

    /// `fremovexattr(2)`.
    void fremovexattr(int fd, String name);

    /// `getxattr(2)`; follows symbolic links.
    byte[] getxattr(String path, String name);

    /// `lgetxattr(2)`.
    byte[] lgetxattr(String path, String name);

    /// `setxattr(2)`; follows symbolic links.
    void setxattr(String path, String name, byte[] value, int flags);

    /// `lsetxattr(2)`.
    void lsetxattr(String path, String name, byte[] value, int flags);

    /// `listxattr(2)`; follows symbolic links.
    List<String> listxattr(String path);

    /// `llistxattr(2)`.
    List<String> llistxattr(String path);

    /// `removexattr(2)`; follows symbolic links.
    void removexattr(String path, String name);

    /// `lremovexattr(2)`.
    void lremovexattr(String path, String name);
}
