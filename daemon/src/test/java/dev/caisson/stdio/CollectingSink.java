package dev.caisson.stdio;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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

    /// What all calls brought together, of whatever stream.
    synchronized String text() {
        return calls.stream()
                .map(call -> call.substring(call.indexOf(':') + 1))
                .collect(Collectors.joining());
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }
}
