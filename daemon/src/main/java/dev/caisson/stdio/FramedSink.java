package dev.caisson.stdio;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Packs output into one connection, collecting small pieces so that a flood of short lines does
/// not become a flood of short writes.
public final class FramedSink implements OutputSink {
    private static final int COLLECTED = 32 * 1024;
    private static final int COPIED_AT_MOST = 8 * 1024;

    private final StreamFraming framing;
    private final ByteSink out;
    private final ByteBuffer collected = ByteBuffer.allocate(COLLECTED);

    public FramedSink(StreamFraming framing, ByteSink out) {
        this.framing = framing;
        this.out = out;
    }

    @Override
    public void write(StreamKind stream, ByteBuffer bytes)
            throws IOException, InterruptedException {
        int length = bytes.remaining();
        if (length == 0) return;
        int copied = framing.headerBytes() + (length > COPIED_AT_MOST ? 0 : length);
        if (collected.remaining() < copied) flush();
        framing.putHeader(stream, length, collected);
        if (length > COPIED_AT_MOST) {
            flush();
            out.write(bytes);
        } else {
            collected.put(bytes);
        }
    }

    @Override
    public void flush() throws IOException, InterruptedException {
        if (collected.position() == 0) return;
        try {
            out.write(collected.flip());
        } finally {
            collected.clear();
        }
    }
}
