package dev.caisson.sys;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;

/// Reads and writes: arrays through scratch memory, direct buffers in place.
///
/// `position` is the fourth argument of `pread64` and `pwrite64`; `read` and `write` ignore it.
final class Transfer {
    /// The most that the kernel moves in one call. Source: MAX_RW_COUNT, include/linux/fs.h.
    private static final int MOST = 0x7ffff000;

    private Transfer() {}

    static int in(
            Supplier<String> text,
            CallNumber number,
            int fd,
            byte[] bytes,
            int offset,
            int length,
            long position) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        try (var scratch = Scratch.take()) {
            int size = Math.min(length, Scratch.TRANSFER);
            int room = scratch.block(size);
            int done = (int) Kernel.call(text, number, fd, scratch.address(room), size, position);
            scratch.memory().get(room, bytes, offset, done);
            return done;
        }
    }

    static int out(
            Supplier<String> text,
            CallNumber number,
            int fd,
            byte[] bytes,
            int offset,
            int length,
            long position) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        try (var scratch = Scratch.take()) {
            int size = Math.min(length, Scratch.TRANSFER);
            long address = scratch.bytes(bytes, offset, size);
            return (int) Kernel.call(text, number, fd, address, size, position);
        }
    }

    static int in(
            Supplier<String> text, CallNumber number, int fd, ByteBuffer direct, long position) {
        if (direct.isReadOnly()) throw new IllegalArgumentException("buffer is read-only");
        return out(text, number, fd, direct, position);
    }

    static int out(
            Supplier<String> text, CallNumber number, int fd, ByteBuffer direct, long position) {
        if (!direct.isDirect()) throw new IllegalArgumentException("buffer is not direct");
        long address = MemorySegment.ofBuffer(direct).address();
        int size = Math.min(direct.remaining(), MOST);
        try {
            int done = (int) Kernel.call(text, number, fd, address, size, position);
            direct.position(direct.position() + done);
            return done;
        } finally {
            Reference.reachabilityFence(direct);
        }
    }
}
