package dev.caisson.sys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// [FileCalls] and [TtyCalls] as text.
interface RecordedFiles extends FileCalls, TtyCalls, Recorder {
    @Override
    default int openat(int dirFd, String path, int flags, int mode) {
        return newFd(
                "openat",
                Shown.at(dirFd, path),
                Shown.flags(OpenFlag.class, "O_", flags),
                mode == 0 ? "" : Shown.octal(mode));
    }

    @Override
    default int openat2(int dirFd, String path, int flags, int mode, long resolve) {
        return newFd(
                "openat2",
                Shown.at(dirFd, path),
                Shown.flags(OpenFlag.class, "O_", flags),
                mode == 0 ? "" : Shown.octal(mode),
                Shown.flags(OpenFlag.class, "RESOLVE_", resolve));
    }

    @Override
    default void close(int fd) {
        forget(fd);
    }

    @Override
    default void closeRange(int first, int last, int flags) {
        done(
                "close_range",
                first,
                Integer.toUnsignedString(last),
                Shown.flags(OpenFlag.class, "CLOSE_RANGE_", flags));
    }

    @Override
    default int dup3(int oldFd, int newFd) {
        done("dup3", Shown.fd(oldFd), "to " + newFd);
        return newFd;
    }

    @Override
    default int fcntl(int fd, int command, long argument) {
        var name = Shown.name(Fcntl.class, "F_", command);
        if (command == Fcntl.F_DUPFD_CLOEXEC || command == Fcntl.F_DUPFD) {
            return newFd("fcntl", Shown.fd(fd), name);
        }
        return answer(0, "fcntl", Shown.fd(fd), name, argument);
    }

    @Override
    default Pipe pipe2(int flags) {
        var shown = Shown.flags(OpenFlag.class, "O_", flags);
        return new Pipe(newFd("pipe2", shown, "reader"), newFd("pipe2", shown, "writer"));
    }

    @Override
    default int read(int fd, byte[] bytes, int offset, int length) {
        var answer = answer(new byte[0], "read", Shown.fd(fd));
        int size = Math.min(length, answer.length);
        System.arraycopy(answer, 0, bytes, offset, size);
        return size;
    }

    @Override
    default int read(int fd, ByteBuffer direct) {
        var answer = answer(new byte[0], "read", Shown.fd(fd));
        int size = Math.min(direct.remaining(), answer.length);
        direct.put(answer, 0, size);
        return size;
    }

    @Override
    default int write(int fd, byte[] bytes, int offset, int length) {
        done("write", Shown.fd(fd), quoted(bytes, offset, length));
        return length;
    }

    @Override
    default int write(int fd, ByteBuffer direct) {
        var bytes = new byte[direct.remaining()];
        direct.get(bytes);
        return write(fd, bytes, 0, bytes.length);
    }

    @Override
    default int pread(int fd, byte[] bytes, int offset, int length, long position) {
        var answer = answer(new byte[0], "pread", Shown.fd(fd), "at " + position);
        int size = Math.min(length, answer.length);
        System.arraycopy(answer, 0, bytes, offset, size);
        return size;
    }

    @Override
    default int pread(int fd, ByteBuffer direct, long position) {
        var answer = answer(new byte[0], "pread", Shown.fd(fd), "at " + position);
        int size = Math.min(direct.remaining(), answer.length);
        direct.put(answer, 0, size);
        return size;
    }

    @Override
    default int pwrite(int fd, byte[] bytes, int offset, int length, long position) {
        done("pwrite", Shown.fd(fd), quoted(bytes, offset, length), "at " + position);
        return length;
    }

    @Override
    default int pwrite(int fd, ByteBuffer direct, long position) {
        var bytes = new byte[direct.remaining()];
        direct.get(bytes);
        return pwrite(fd, bytes, 0, bytes.length, position);
    }

    private static String quoted(byte[] bytes, int offset, int length) {
        if (length > 200) return length + " bytes";
        var text = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
        return "\"" + text.replace("\n", "\\n").replace("\0", "\\0") + "\"";
    }

    @Override
    default long lseek(int fd, long offset, int whence) {
        return answer(
                offset, "lseek", Shown.fd(fd), offset, Shown.name(OpenFlag.class, "SEEK_", whence));
    }

    @Override
    default void ftruncate(int fd, long length) {
        done("ftruncate", Shown.fd(fd), length);
    }

    @Override
    default void fallocate(int fd, int mode, long offset, long length) {
        done(
                "fallocate",
                Shown.fd(fd),
                Shown.flags(OpenFlag.class, "FALLOC_", mode),
                offset,
                length);
    }

    @Override
    default long copyFileRange(int inFd, int outFd, long length) {
        return answer(0L, "copy_file_range", Shown.fd(inFd), "to " + Shown.fd(outFd), length);
    }

    @Override
    default int splice(int inFd, int outFd, int length, int flags) {
        return answer(0, "splice", Shown.fd(inFd), "to " + Shown.fd(outFd), length);
    }

    @Override
    default void fsync(int fd) {
        done("fsync", Shown.fd(fd));
    }

    @Override
    default void fdatasync(int fd) {
        done("fdatasync", Shown.fd(fd));
    }

    @Override
    default void syncfs(int fd) {
        done("syncfs", Shown.fd(fd));
    }

    @Override
    default void syncFileRange(int fd, long offset, long length, int flags) {
        done(
                "sync_file_range",
                Shown.fd(fd),
                offset,
                length,
                Shown.flags(OpenFlag.class, "SYNC_FILE_RANGE_", flags));
    }

    @Override
    default void flock(int fd, int operation) {
        done("flock", Shown.fd(fd), Shown.flags(OpenFlag.class, "LOCK_", operation));
    }

    @Override
    default int memfdCreate(String name, int flags) {
        return newFd("memfd_create", name, Shown.flags(Fcntl.class, "MFD_", flags));
    }

    @Override
    default WindowSize tiocgwinsz(int fd) {
        return answer(new WindowSize(0, 0), "TIOCGWINSZ", Shown.fd(fd));
    }

    @Override
    default void tiocswinsz(int fd, WindowSize size) {
        done("TIOCSWINSZ", Shown.fd(fd), size.rows(), size.columns());
    }

    @Override
    default void tiocsptlck(int masterFd, boolean locked) {
        done("TIOCSPTLCK", Shown.fd(masterFd), locked ? 1 : 0);
    }

    @Override
    default int tiocgptn(int masterFd) {
        return answer(0, "TIOCGPTN", Shown.fd(masterFd));
    }

    @Override
    default int tiocgptpeer(int masterFd, int flags) {
        return newFd("TIOCGPTPEER", Shown.fd(masterFd), Shown.flags(OpenFlag.class, "O_", flags));
    }
}
