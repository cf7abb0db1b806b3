package dev.caisson.sys;

import java.util.List;

/// [DirectoryCalls] as text.
interface RecordedDirectories extends DirectoryCalls, Recorder {
    @Override
    default void mkdirat(int dirFd, String path, int mode) {
        done("mkdirat", Shown.at(dirFd, path), Shown.octal(mode));
    }

    @Override
    default void mknodat(int dirFd, String path, int mode, int major, int minor) {
        done(
                "mknodat",
                Shown.at(dirFd, path),
                Shown.name(FileMode.class, "S_IF", mode & FileMode.S_IFMT),
                Shown.octal(mode & ~FileMode.S_IFMT),
                major + ":" + minor);
    }

    @Override
    default void symlinkat(String target, int dirFd, String path) {
        done("symlinkat", Shown.at(dirFd, path), "to " + target);
    }

    @Override
    default void linkat(int oldDirFd, String oldPath, int newDirFd, String newPath, int flags) {
        done(
                "linkat",
                Shown.at(oldDirFd, oldPath),
                "to " + Shown.at(newDirFd, newPath),
                Shown.flags(AtFlag.class, "AT_", flags));
    }

    @Override
    default void unlinkat(int dirFd, String path, int flags) {
        done("unlinkat", Shown.at(dirFd, path), Shown.flags(AtFlag.class, "AT_", flags));
    }

    @Override
    default void renameat2(int oldDirFd, String oldPath, int newDirFd, String newPath, int flags) {
        done(
                "renameat2",
                Shown.at(oldDirFd, oldPath),
                "to " + Shown.at(newDirFd, newPath),
                Shown.flags(AtFlag.class, "RENAME_", flags));
    }

    @Override
    default String readlinkat(int dirFd, String path) {
        return answer("", "readlinkat", Shown.at(dirFd, path));
    }

    @Override
    default List<DirectoryEntry> getdents64(int fd) {
        return answer(List.of(), "getdents64", Shown.fd(fd));
    }
}
