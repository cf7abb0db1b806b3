package dev.caisson.launch;

import dev.caisson.spec.LogLayout;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/// Reads standard output without loss: holds a shared lock on the segment it reads, and has the
/// next one before it lets go. A slow one: it yields between frames.
final class ForegroundReader {
    private final Syscalls syscalls;
    private final Path directory;
    private final LogLayout layout;

    ForegroundReader(Syscalls syscalls, Path directory, LogLayout layout) {
        this.syscalls = syscalls;
        this.directory = directory;
        this.layout = layout;
    }

    private Fd open(int segment) {
        var path = directory.resolve(Integer.toString(segment)).toString();
        return Fd.of(syscalls, syscalls.openat(-100, path, OpenFlag.O_RDONLY, 0));
    }

    /// Until the writer has ended and nothing is left.
    void readAll(StringBuilder out, BooleanSupplier ended) {
        int number = 0;
        long generation = 1;
        var current = open(number);
        syscalls.flock(current.number(), OpenFlag.LOCK_SH);
        long position = LogLayout.HEADER_BYTES;
        try {
            while (true) {
                boolean last = ended.getAsBoolean();
                long next = frame(current, position, out);
                if (next > position) {
                    position = next;
                    continue;
                }
                var following = following((number + 1) % layout.segments(), generation + 1);
                if (following != null) {
                    // What was appended between the look at the end and the turn.
                    while (true) {
                        next = frame(current, position, out);
                        if (next == position) break;
                        position = next;
                    }
                    current.close();
                    current = following;
                    number = (number + 1) % layout.segments();
                    generation++;
                    position = LogLayout.HEADER_BYTES;
                } else if (last) {
                    return;
                } else {
                    Thread.onSpinWait();
                }
            }
        } finally {
            current.close();
        }
    }

    private @org.jspecify.annotations.Nullable Fd following(int number, long generation) {
        Fd fd;
        try {
            fd = open(number);
        } catch (SyscallException absent) {
            return null;
        }
        syscalls.flock(fd.number(), OpenFlag.LOCK_SH);
        var header = read(fd, 0, LogLayout.HEADER_BYTES);
        if (header.limit() == LogLayout.HEADER_BYTES
                && header.getLong(LogLayout.GENERATION_OFFSET) == generation) {
            return fd;
        }
        fd.close();
        return null;
    }

    private long frame(Fd fd, long position, StringBuilder out) {
        var header = read(fd, position, LogLayout.FRAME_HEADER_BYTES);
        if (header.limit() < LogLayout.FRAME_HEADER_BYTES) return position;
        int length = (int) header.getLong(24);
        var payload = read(fd, position + LogLayout.FRAME_HEADER_BYTES, length + 8);
        if (payload.limit() < length + 8) return position;
        var bytes = new byte[length];
        payload.get(bytes);
        out.append(new String(bytes, StandardCharsets.US_ASCII));
        return position + LogLayout.FRAME_HEADER_BYTES + length + 8;
    }

    private ByteBuffer read(Fd fd, long position, int size) {
        var bytes = new byte[size];
        int read = syscalls.pread(fd.number(), bytes, 0, size, position);
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).limit(read);
    }
}
