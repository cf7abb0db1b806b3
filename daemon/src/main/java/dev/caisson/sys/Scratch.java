package dev.caisson.sys;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Native memory for the arguments of one call, taken from a small pool and given back by
/// [#close].
///
/// Used by one thread at a time: whoever took it. Not a thread local, because virtual threads and
/// the fresh threads of [NsThread] would each make their own. Memory is not cleared between uses:
/// [#block] is for what the kernel fills or the caller writes in full, [#zeroed] for the rest.
final class Scratch implements AutoCloseable {
    /// The most bytes that one read or write moves.
    static final int TRANSFER = 64 << 10;

    /// `PATH_MAX` with the NUL. Source: include/uapi/linux/limits.h.
    static final int PATH_MAX = 4096;

    private static final int SIZE = TRANSFER + 4 * PATH_MAX;
    private static final int SLOTS = 16;
    private static final AtomicReferenceArray<Scratch> POOL = new AtomicReferenceArray<>(SLOTS);

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
    private final long base = MemorySegment.ofBuffer(memory).address();
    private int used;

    private Scratch() {}

    static Scratch take() {
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (first + i) & (SLOTS - 1);
            if (POOL.getPlain(slot) == null) continue;
            var taken = POOL.getAndSet(slot, null);
            if (taken != null) return taken;
        }
        return new Scratch();
    }

    /// Gives it back; what does not fit in the pool is left to the collector.
    @Override
    public void close() {
        used = 0;
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < SLOTS; i++) {
            if (POOL.compareAndSet((first + i) & (SLOTS - 1), null, this)) return;
        }
    }

    /// Room for bytes, aligned to 8. What was there before is still there.
    ///
    /// @return its offset
    int block(int size) {
        int start = used;
        int end = (start + size + 7) & ~7;
        if (end > SIZE || size < 0) throw new SyscallException(Errno.E2BIG, "arguments");
        used = end;
        return start;
    }

    /// Room for bytes, all zero.
    int zeroed(int size) {
        int start = block(size);
        for (int at = start; at < used; at += 8) memory.putLong(at, 0);
        return start;
    }

    /// A string with its NUL.
    ///
    /// @return its address
    /// @throws SyscallException `EINVAL` for a NUL inside
    long string(String text) {
        int start = used;
        int end = NativeText.encode(text, memory, start);
        used = (end + 7) & ~7;
        return base + start;
    }

    /// A path: a string of at most 4095 bytes.
    ///
    /// @throws SyscallException `ENAMETOOLONG`
    long path(String path) {
        int start = used;
        long address = string(path);
        if (used - start > PATH_MAX) {
            throw new SyscallException(
                    Errno.ENAMETOOLONG, "path of " + path.length() + " characters");
        }
        return address;
    }

    /// A copy of bytes.
    ///
    /// @return its address
    long bytes(byte[] bytes, int offset, int length) {
        int start = block(length);
        memory.put(start, bytes, offset, length);
        return base + start;
    }

    /// Bytes handed out so far.
    int used() {
        return used;
    }

    long address(int offset) {
        return base + offset;
    }

    ByteBuffer memory() {
        return memory;
    }

    byte[] copy(int offset, int length) {
        var bytes = new byte[length];
        memory.get(offset, bytes);
        return bytes;
    }

    String text(int offset, int length) {
        return NativeText.decode(memory, offset, length);
    }
}
