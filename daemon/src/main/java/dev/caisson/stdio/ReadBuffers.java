package dev.caisson.stdio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;

/// Buffers for reading segments, kept for the next reader. A reader that waits for output holds
/// none, so that thousands of idle followers cost nothing.
final class ReadBuffers {
    /// Bytes of one: a few of the largest frames.
    static final int BYTES = 256 * 1024;

    private static final int KEPT = 16;
    private static final ArrayBlockingQueue<ByteBuffer> FREE = new ArrayBlockingQueue<>(KEPT);

    private ReadBuffers() {}

    static ByteBuffer take() {
        var free = FREE.poll();
        if (free != null) return free.clear();
        return ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
    }

    /// Keeps it when there is room. The caller must not touch it any more.
    static void giveBack(ByteBuffer buffer) {
        boolean _ = FREE.offer(buffer);
    }
}
