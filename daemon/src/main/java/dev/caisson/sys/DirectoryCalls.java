package dev.caisson.sys;

import java.util.List;

/// Names in directories. A path is relative to its descriptor, or to the working directory with
/// [AtFlag#AT_FDCWD].
public interface DirectoryCalls {
    /// `mkdirat(2)`.
    void mkdirat(int dirFd, String path, int mode);

    /// `mknodat(2)`.
    ///
    /// @param mode [FileMode] `S_IF*` and permission bits
    /// @param major device number, for `S_IFCHR` and `S_IFBLK`
    /// @param minor device number, for `S_IFCHR` and `S_IFBLK`
    void mknodat(int dirFd, String path, int mode, int major, int minor);

    /// A FIFO, by `mknodat(2)`.
    default void mkfifoat(int dirFd, String path, int mode) {
        mknodat(dirFd, path, FileMode.S_IFIFO | mode, 0, 0);
    }

    /// `symlinkat(2)`.
    void symlinkat(String target, int dirFd, String path);

    /// `linkat(2)`.
    ///
    /// @param flags [AtFlag#AT_SYMLINK_FOLLOW], `AT_EMPTY_PATH`, or 0
    void linkat(int oldDirFd, String oldPath, int newDirFd, String newPath, int flags);

    /// `unlinkat(2)`.
    ///
    /// @param flags [AtFlag#AT_REMOVEDIR], or 0
    void unlinkat(int dirFd, String path, int flags);

    /// `renameat2(2)`.
    ///
    /// @param flags [AtFlag#RENAME_NOREPLACE], `RENAME_EXCHANGE`, `RENAME_WHITEOUT`, or 0
    void renameat2(int oldDirFd, String oldPath, int newDirFd, String newPath, int flags);

    /// `readlinkat(2)`. An empty path reads the symbolic link that the descriptor itself is.
    String readlinkat(int dirFd, String path);

    /// `getdents64(2)` until the end: the remaining entries of an open directory, without `.` and
    /// `..`. Rewind with `lseek` to read it again.
    List<DirectoryEntry> getdents64(int fd);
}
