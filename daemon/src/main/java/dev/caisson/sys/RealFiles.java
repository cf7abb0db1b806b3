package dev.caisson.sys;

import java.nio.ByteBuffer;

/// [FileCalls] on the running kernel.
interface RealFiles extends FileCalls {
    @Override
    default int openat(int dirFd, String path, int flags, int mode) {
        try (var scratch = Scratch.take()) {
            return (int)
                    Kernel.call(
                            () -> "openat " + Kernel.at(dirFd, path),
                            CallNumber.OPENAT,
                            dirFd,
                            scratch.path(path),
                            flags | OpenFlag.O_CLOEXEC,
                            mode);
        }
    }

    @Override
    default int openat2(int dirFd, String path, int flags, int mode, long resolve) {
        try (var scratch = Scratch.take()) {
            int how = scratch.block(Layouts.OPEN_HOW.size());
            scratch.memory()
                    .putLong(
                            how + Layouts.OPEN_HOW_FLAGS,
                            Integer.toUnsignedLong(flags | OpenFlag.O_CLOEXEC))
                    .putLong(how + Layouts.OPEN_HOW_MODE, mode)
                    .putLong(how + Layouts.OPEN_HOW_RESOLVE, resolve);
            return (int)
                    Kernel.call(
                            () -> "openat2 " + Kernel.at(dirFd, path),
                            CallNumber.OPENAT2,
                            dirFd,
                            scratch.path(path),
                            scratch.address(how),
                            Layouts.OPEN_HOW.size());
        }
    }

    @Override
    default void close(int fd) {
        // The descriptor is gone whatever the answer: repeating could close another's.
        try {
            Kernel.waiting(() -> "close fd " + fd, CallNumber.CLOSE, fd, 0, 0, 0, 0, 0);
        } catch (SyscallException failure) {
            if (!failure.is(Errno.EINPROGRESS)) throw failure;
        }
    }

    @Override
    default void closeRange(int first, int last, int flags) {
        Kernel.call(
                () -> "close_range " + first + " " + Integer.toUnsignedString(last),
                CallNumber.CLOSE_RANGE,
                first,
                last,
                flags);
    }

    @Override
    default int dup3(int oldFd, int newFd) {
        return (int)
                Kernel.call(
                        () -> "dup3 fd " + oldFd + " to " + newFd,
                        CallNumber.DUP3,
                        oldFd,
                        newFd,
                        OpenFlag.O_CLOEXEC);
    }

    @Override
    default int fcntl(int fd, int command, long argument) {
        return (int)
                Kernel.call(
                        () -> "fcntl fd " + fd + " command " + command,
                        CallNumber.FCNTL,
                        fd,
                        command,
                        argument);
    }

    @Override
    default Pipe pipe2(int flags) {
        try (var scratch = Scratch.take()) {
            int pair = scratch.block(8);
            Kernel.call(
                    () -> "pipe2",
                    CallNumber.PIPE2,
                    scratch.address(pair),
                    flags | OpenFlag.O_CLOEXEC);
            return new Pipe(scratch.memory().getInt(pair), scratch.memory().getInt(pair + 4));
        }
    }

    @Override
    default int read(int fd, byte[] bytes, int offset, int length) {
        return Transfer.in(() -> "read fd " + fd, CallNumber.READ, fd, bytes, offset, length, 0);
    }

    @Override
    default int read(int fd, ByteBuffer direct) {
        return Transfer.in(() -> "read fd " + fd, CallNumber.READ, fd, direct, 0);
    }

    @Override
    default int write(int fd, byte[] bytes, int offset, int length) {
        return Transfer.out(() -> "write fd " + fd, CallNumber.WRITE, fd, bytes, offset, length, 0);
    }

    @Override
    default int write(int fd, ByteBuffer direct) {
        return Transfer.out(() -> "write fd " + fd, CallNumber.WRITE, fd, direct, 0);
    }

    @Override
    default int pread(int fd, byte[] bytes, int offset, int length, long position) {
        return Transfer.in(
                () -> "pread fd " + fd, CallNumber.PREAD64, fd, bytes, offset, length, position);
    }

    @Override
    default int pread(int fd, ByteBuffer direct, long position) {
        return Transfer.in(() -> "pread fd " + fd, CallNumber.PREAD64, fd, direct, position);
    }

    @Override
    default int pwrite(int fd, byte[] bytes, int offset, int length, long position) {
        return Transfer.out(
                () -> "pwrite fd " + fd, CallNumber.PWRITE64, fd, bytes, offset, length, position);
    }

    @Override
    default int pwrite(int fd, ByteBuffer direct, long position) {
        return Transfer.out(() -> "pwrite fd " + fd, CallNumber.PWRITE64, fd, direct, position);
    }

    @Override
    default long lseek(int fd, long offset, int whence) {
        return Kernel.call(() -> "lseek fd " + fd, CallNumber.LSEEK, fd, offset, whence);
    }

    @Override
    default void ftruncate(int fd, long length) {
        Kernel.call(() -> "ftruncate fd " + fd + " to " + length, CallNumber.FTRUNCATE, fd, length);
    }

    @Override
    default void fallocate(int fd, int mode, long offset, long length) {
        Kernel.call(() -> "fallocate fd " + fd, CallNumber.FALLOCATE, fd, mode, offset, length);
    }

    @Override
    default long copyFileRange(int inFd, int outFd, long length) {
        return Kernel.call(
                () -> "copy_file_range fd " + inFd + " to fd " + outFd,
                CallNumber.COPY_FILE_RANGE,
                inFd,
                0,
                outFd,
                0,
                length);
    }

    @Override
    default int splice(int inFd, int outFd, int length, int flags) {
        return (int)
                Kernel.call(
                        () -> "splice fd " + inFd + " to fd " + outFd,
                        CallNumber.SPLICE,
                        inFd,
                        0,
                        outFd,
                        0,
                        length,
                        flags);
    }

    @Override
    default void fsync(int fd) {
        Kernel.call(() -> "fsync fd " + fd, CallNumber.FSYNC, fd);
    }

    @Override
    default void fdatasync(int fd) {
        Kernel.call(() -> "fdatasync fd " + fd, CallNumber.FDATASYNC, fd);
    }

    @Override
    default void syncfs(int fd) {
        Kernel.call(() -> "syncfs fd " + fd, CallNumber.SYNCFS, fd);
    }

    @Override
    default void syncFileRange(int fd, long offset, long length, int flags) {
        Kernel.call(
                () -> "sync_file_range fd " + fd,
                CallNumber.SYNC_FILE_RANGE,
                fd,
                offset,
                length,
                flags);
    }

    @Override
    default void flock(int fd, int operation) {
        Kernel.call(() -> "flock fd " + fd, CallNumber.FLOCK, fd, operation);
    }

    @Override
    default int memfdCreate(String name, int flags) {
        try (var scratch = Scratch.take()) {
            return (int)
                    Kernel.call(
                            () -> "memfd_create " + name,
                            CallNumber.MEMFD_CREATE,
                            scratch.path(name),
                            flags | Fcntl.MFD_CLOEXEC);
        }
    }
}
