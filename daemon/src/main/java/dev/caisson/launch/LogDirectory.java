package dev.caisson.launch;

import dev.caisson.spec.LogLayout;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Finds where the log of a container goes on, for its next holder.
///
/// That is the segment with the highest generation, behind its last whole frame: what the holder
/// before may have left unfinished is cut off.
final class LogDirectory {
    /// The current segment, open to be written.
    record Current(Fd fd, LaunchResources.LogStart start) {}

    private final Syscalls syscalls;
    private final int directory;
    private final LogLayout layout;

    /// @param directory descriptor of the container's directory
    LogDirectory(Syscalls syscalls, int directory, LogLayout layout) {
        this.syscalls = syscalls;
        this.directory = directory;
        this.layout = layout;
    }

    Current open() {
        if (make()) return begin(0, 1);
        int newest = -1;
        long generation = 0;
        for (int i = 0; i < layout.segments(); i++) {
            long its = generation(i);
            if (its > generation) {
                newest = i;
                generation = its;
            }
        }
        return newest < 0 ? begin(0, 1) : resume(newest, generation);
    }

    private boolean make() {
        try {
            syscalls.mkdirat(directory, "log", 0710);
            return true;
        } catch (SyscallException exists) {
            if (exists.is(Errno.EEXIST)) return false;
            throw exists;
        }
    }

    private Current begin(int segment, long generation) {
        int flags = OpenFlag.O_RDWR | OpenFlag.O_CREAT | OpenFlag.O_TRUNC;
        var fd = Fd.of(syscalls, syscalls.openat(directory, name(segment), flags, 0640));
        var header =
                ByteBuffer.allocate(LogLayout.HEADER_BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(LogLayout.MAGIC)
                        .putLong(LogLayout.VERSION)
                        .putLong(generation);
        try {
            syscalls.writeAll(fd.number(), header.array());
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
        return new Current(
                fd,
                new LaunchResources.LogStart(
                        layout, segment, generation, LogLayout.HEADER_BYTES, 0, 0));
    }

    /// 0 for a segment that is absent or not begun.
    private long generation(int segment) {
        try (var fd =
                Fd.of(syscalls, syscalls.openat(directory, name(segment), OpenFlag.O_RDONLY, 0))) {
            var header = read(fd, 0, LogLayout.HEADER_BYTES);
            boolean known =
                    header.limit() == LogLayout.HEADER_BYTES
                            && header.getLong(0) == LogLayout.MAGIC
                            && header.getLong(8) == LogLayout.VERSION;
            return known ? header.getLong(LogLayout.GENERATION_OFFSET) : 0;
        } catch (SyscallException absent) {
            if (absent.is(Errno.ENOENT)) return 0;
            throw absent;
        }
    }

    private Current resume(int segment, long generation) {
        var fd = Fd.of(syscalls, syscalls.openat(directory, name(segment), OpenFlag.O_RDWR, 0));
        try {
            long size = syscalls.fstat(fd.number()).size();
            long end = endsWithFrame(fd, size) ? size : lastFrameEnd(fd, size);
            if (end < size) syscalls.ftruncate(fd.number(), end);
            long lost = read(fd, LogLayout.LOST_OFFSET, 8).getLong(0);
            long before = read(fd, LogLayout.BEFORE_OFFSET, 8).getLong(0);
            return new Current(
                    fd,
                    new LaunchResources.LogStart(layout, segment, generation, end, lost, before));
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
    }

    private boolean endsWithFrame(Fd fd, long size) {
        if (size == LogLayout.HEADER_BYTES) return true;
        long length = read(fd, size - LogLayout.FRAME_TRAILER_BYTES, 8).getLong(0);
        if (length < 1 || length > LogLayout.MAX_PAYLOAD) return false;
        long start = size - LogLayout.FRAME_TRAILER_BYTES - length - LogLayout.FRAME_HEADER_BYTES;
        return start >= LogLayout.HEADER_BYTES && isFrame(fd, start, length);
    }

    private boolean isFrame(Fd fd, long start, long length) {
        var header = read(fd, start, LogLayout.FRAME_HEADER_BYTES);
        if (header.limit() < LogLayout.FRAME_HEADER_BYTES) return false;
        long stream = header.getLong(16);
        return header.getLong(24) == length && (stream == 1 || stream == 2);
    }

    private long lastFrameEnd(Fd fd, long size) {
        long end = LogLayout.HEADER_BYTES;
        while (true) {
            var header = read(fd, end, LogLayout.FRAME_HEADER_BYTES);
            if (header.limit() < LogLayout.FRAME_HEADER_BYTES) return end;
            long length = header.getLong(24);
            if (length < 1 || length > LogLayout.MAX_PAYLOAD) return end;
            long next = end + LogLayout.FRAME_HEADER_BYTES + length + LogLayout.FRAME_TRAILER_BYTES;
            if (next > size) return end;
            end = next;
        }
    }

    private ByteBuffer read(Fd fd, long position, int size) {
        var bytes = new byte[size];
        int read = syscalls.pread(fd.number(), bytes, 0, size, position);
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).limit(read);
    }

    private static String name(int segment) {
        return "log/" + segment;
    }

    /// Removes an exit record, finished or not.
    ///
    /// @param prefix of the names in the directory
    static void forgetExit(Syscalls syscalls, int directory, String prefix) {
        for (var name : new String[] {"exit", "exit.tmp"}) {
            try {
                syscalls.unlinkat(directory, prefix + name, 0);
            } catch (SyscallException absent) {
                if (!absent.is(Errno.ENOENT)) throw absent;
            }
        }
    }
}
