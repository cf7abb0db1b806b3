package dev.caisson.sys;

import java.nio.ByteBuffer;

/// Descriptors and the bytes behind them.
public interface FileCalls {
    /// `openat(2)`. `O_CLOEXEC` is always added.
    ///
    /// @param dirFd directory, or [AtFlag#AT_FDCWD]
    /// @param flags [OpenFlag] `O_*`
    /// @param mode permission bits with `O_CREAT` and `O_TMPFILE`, otherwise 0
    int openat(int dirFd, String path, int flags, int mode);

    /// `openat2(2)`. `O_CLOEXEC` is always added. `EAGAIN` (a rename raced with the lookup) is
    /// reported, not repeated.
    ///
    /// @param resolve [OpenFlag] `RESOLVE_*`
    int openat2(int dirFd, String path, int flags, int mode, long resolve);

    /// `close(2)`. `EINTR` and `EINPROGRESS` count as done.
    void close(int fd);

    /// `close_range(2)`.
    ///
    /// @param flags 0 or [OpenFlag#CLOSE_RANGE_CLOEXEC]
    void closeRange(int first, int last, int flags);

    /// `dup3(2)` with `O_CLOEXEC`. Equal descriptors are `EINVAL`.
    int dup3(int oldFd, int newFd);

    /// `fcntl(2)`.
    ///
    /// @param command [Fcntl] `F_*`
    /// @return what the command returns
    int fcntl(int fd, int command, long argument);

    /// `pipe2(2)`, close-on-exec.
    ///
    /// @param flags [OpenFlag#O_NONBLOCK], `O_DIRECT`, or 0
    Pipe pipe2(int flags);

    /// `read(2)`.
    ///
    /// @return bytes read, at most 64 KiB; 0 at the end
    int read(int fd, byte[] bytes, int offset, int length);

    /// `read(2)` into the remaining part of a direct buffer, whose position advances.
    ///
    /// @return bytes read; 0 at the end
    int read(int fd, ByteBuffer direct);

    /// `write(2)`.
    ///
    /// @return bytes written, at most 64 KiB, perhaps fewer than asked
    int write(int fd, byte[] bytes, int offset, int length);

    /// `write(2)` of the remaining part of a direct buffer, whose position advances.
    ///
    /// @return bytes written, perhaps fewer than asked
    int write(int fd, ByteBuffer direct);

    /// `pread(2)`.
    ///
    /// @return bytes read, at most 64 KiB; 0 at the end
    int pread(int fd, byte[] bytes, int offset, int length, long position);

    /// `pread(2)` into a direct buffer, whose position advances.
    int pread(int fd, ByteBuffer direct, long position);

    /// `pwrite(2)`.
    ///
    /// @return bytes written, at most 64 KiB, perhaps fewer than asked
    int pwrite(int fd, byte[] bytes, int offset, int length, long position);

    /// `pwrite(2)` of a direct buffer, whose position advances.
    int pwrite(int fd, ByteBuffer direct, long position);

    /// Writes all of the bytes with as many `write(2)`s as that takes.
    default void writeAll(int fd, byte[] bytes) {
        int done = 0;
        while (done < bytes.length) done += write(fd, bytes, done, bytes.length - done);
    }

    /// `lseek(2)`.
    ///
    /// @param whence [OpenFlag#SEEK_SET] and so on, with `SEEK_DATA` and `SEEK_HOLE`
    long lseek(int fd, long offset, int whence);

    /// `ftruncate(2)`.
    void ftruncate(int fd, long length);

    /// `fallocate(2)`.
    ///
    /// @param mode [OpenFlag] `FALLOC_FL_*`, or 0
    void fallocate(int fd, int mode, long offset, long length);

    /// `copy_file_range(2)` at the descriptors' own offsets.
    ///
    /// @return bytes copied; 0 at the end
    long copyFileRange(int inFd, int outFd, long length);

    /// `splice(2)` at the descriptors' own offsets; one of them is a pipe.
    ///
    /// @param flags [Fcntl] `SPLICE_F_*`
    /// @return bytes moved; 0 at the end
    int splice(int inFd, int outFd, int length, int flags);

    /// `fsync(2)`.
    void fsync(int fd);

    /// `fdatasync(2)`.
    void fdatasync(int fd);

    /// `syncfs(2)`: the whole file system that holds the descriptor.
    void syncfs(int fd);

    /// `sync_file_range(2)`.
    ///
    /// @param flags [OpenFlag] `SYNC_FILE_RANGE_*`
    void syncFileRange(int fd, long offset, long length, int flags);

    /// `flock(2)`.
    ///
    /// @param operation [OpenFlag#LOCK_SH], `LOCK_EX`, `LOCK_UN`, with `LOCK_NB`
    void flock(int fd, int operation);

    /// `memfd_create(2)`, close-on-exec.
    ///
    /// @param flags [Fcntl] `MFD_*`
    int memfdCreate(String name, int flags);
}
