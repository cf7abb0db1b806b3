package dev.caisson.stdio;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Keeps what it was given: `1:text` per call, `skipped:bytes` per gap.
final class CollectingSink implements OutputSink {
    private final List<String> calls = new ArrayList<>();

    @Override
    public synchronized void write(StreamKind stream, ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        calls.add(stream.number() + ":" + new String(copy, StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void skipped(long bytes) {
        calls.add("skipped:" + bytes);
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }
}
