package dev.caisson.sys;

import java.util.ArrayList;
import java.util.List;

/// [DirectoryCalls] on the running kernel.
interface RealDirectories extends DirectoryCalls {
    /// `d_type` is the type's four bits of the mode. Source: include/linux/fs_types.h.
    int TYPE_SHIFT = 12;

    @Override
    default void mkdirat(int dirFd, String path, int mode) {
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () -> "mkdirat " + Kernel.at(dirFd, path),
                    CallNumber.MKDIRAT,
                    dirFd,
                    scratch.path(path),
                    mode);
        }
    }

    @Override
    default void mknodat(int dirFd, String path, int mode, int major, int minor) {
        // new_encode_dev, include/linux/kdev_t.h
        long device = (minor & 0xffL) | ((major & 0xfffL) << 8) | ((minor & 0xfff00L) << 12);
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () -> "mknodat " + Kernel.at(dirFd, path),
                    CallNumber.MKNODAT,
                    dirFd,
                    scratch.path(path),
                    mode,
                    device);
        }
    }

    @Override
    default void symlinkat(String target, int dirFd, String path) {
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () -> "symlinkat " + Kernel.at(dirFd, path) + " to " + target,
                    CallNumber.SYMLINKAT,
                    scratch.path(target),
                    dirFd,
                    scratch.path(path));
        }
    }

    @Override
    default void linkat(int oldDirFd, String oldPath, int newDirFd, String newPath, int flags) {
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () ->
                            "linkat %s to %s"
                                    .formatted(
                                            Kernel.at(oldDirFd, oldPath),
                                            Kernel.at(newDirFd, newPath)),
                    CallNumber.LINKAT,
                    oldDirFd,
                    scratch.path(oldPath),
                    newDirFd,
                    scratch.path(newPath),
                    flags);
        }
    }

    @Override
    default void unlinkat(int dirFd, String path, int flags) {
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () -> "unlinkat " + Kernel.at(dirFd, path),
                    CallNumber.UNLINKAT,
                    dirFd,
                    scratch.path(path),
                    flags);
        }
    }

    @Override
    default void renameat2(int oldDirFd, String oldPath, int newDirFd, String newPath, int flags) {
        try (var scratch = Scratch.take()) {
            Kernel.call(
                    () ->
                            "renameat2 %s to %s"
                                    .formatted(
                                            Kernel.at(oldDirFd, oldPath),
                                            Kernel.at(newDirFd, newPath)),
                    CallNumber.RENAMEAT2,
                    oldDirFd,
                    scratch.path(oldPath),
                    newDirFd,
                    scratch.path(newPath),
                    flags);
        }
    }

    @Override
    default String readlinkat(int dirFd, String path) {
        try (var scratch = Scratch.take()) {
            int room = scratch.block(Scratch.PATH_MAX);
            int length =
                    (int)
                            Kernel.call(
                                    () -> "readlinkat " + Kernel.at(dirFd, path),
                                    CallNumber.READLINKAT,
                                    dirFd,
                                    scratch.path(path),
                                    scratch.address(room),
                                    Scratch.PATH_MAX);
            return scratch.text(room, length);
        }
    }

    @Override
    default List<DirectoryEntry> getdents64(int fd) {
        var entries = new ArrayList<DirectoryEntry>();
        try (var scratch = Scratch.take()) {
            int room = scratch.block(Scratch.TRANSFER);
            while (true) {
                int length =
                        (int)
                                Kernel.call(
                                        () -> "getdents64 fd " + fd,
                                        CallNumber.GETDENTS64,
                                        fd,
                                        scratch.address(room),
                                        Scratch.TRANSFER);
                if (length == 0) return entries;
                parse(scratch, room, room + length, entries);
            }
        }
    }

    private static void parse(Scratch scratch, int from, int end, List<DirectoryEntry> entries) {
        var memory = scratch.memory();
        for (int at = from; at < end; ) {
            int next = at + Short.toUnsignedInt(memory.getShort(at + Layouts.DIRENT_RECLEN));
            int start = at + Layouts.DIRENT_NAME;
            var name = scratch.text(start, NativeText.length(memory, start, next));
            if (!name.equals(".") && !name.equals("..")) {
                entries.add(
                        new DirectoryEntry(
                                name,
                                memory.getLong(at + Layouts.DIRENT_INO),
                                memory.get(at + Layouts.DIRENT_TYPE) << TYPE_SHIFT));
            }
            at = next;
        }
    }
}
