package dev.caisson.stdio.driver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// Messages that are sent together on a wire, which is its own.
final class WireBatch implements AutoCloseable {
    private static final int FULL = 32 * 1024;

    private final Wire wire;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

    WireBatch(Wire wire) {
        this.wire = wire;
    }

    /// Where a message is written to.
    ByteArrayOutputStream out() {
        return collected;
    }

    /// A message is complete: sends what is collected when that is much.
    void messageEnded() throws IOException, InterruptedException {
        if (collected.size() >= FULL) flush();
    }

    void flush() throws IOException, InterruptedException {
        if (collected.size() == 0) return;
        wire.send(collected.toByteArray());
        collected.reset();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
