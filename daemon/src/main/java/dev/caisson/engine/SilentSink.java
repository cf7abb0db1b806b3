package dev.caisson.engine;

import dev.caisson.stdio.OutputSink;
import dev.caisson.stdio.StreamKind;
import java.nio.ByteBuffer;

/// Takes output and forgets it.
final class SilentSink implements OutputSink {
    @Override
    public void write(StreamKind stream, ByteBuffer bytes) {}

    @Override
    public void skipped(long bytes) {}
}
