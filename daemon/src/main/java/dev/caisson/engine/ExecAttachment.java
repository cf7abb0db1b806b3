package dev.caisson.engine;

import dev.caisson.container.Exec;
import dev.caisson.container.request.ExecSpec;
import dev.caisson.stdio.DetachKeys;
import dev.caisson.stdio.OutputSink;
import java.nio.ByteBuffer;

/// A client at an exec session's streams.
final class ExecAttachment implements Attachment {
    private final Exec.Streams streams;
    private final ExecSpec spec;
    private final DetachKeys.Scanner keys;
    private volatile boolean detached;

    ExecAttachment(Exec.Streams streams, ExecSpec spec, DetachKeys keys) {
        this.streams = streams;
        this.spec = spec;
        this.keys = keys.scanner();
    }

    @Override
    public boolean tty() {
        return spec.streams().tty();
    }

    @Override
    public End pump(OutputSink sink) throws InterruptedException {
        return streams.output().pump(sink);
    }

    @Override
    public boolean write(ByteBuffer bytes) throws InterruptedException {
        if (!spec.streams().attachStdin() || detached) return false;
        if (!tty()) return streams.input().write(bytes);
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        var scan = keys.scan(copy);
        boolean open = streams.input().write(ByteBuffer.wrap(scan.passed()));
        if (!scan.detached()) return open;
        detached = true;
        streams.output().close();
        return false;
    }

    @Override
    public void closeInput() {
        if (spec.streams().attachStdin()) streams.input().end();
    }

    /// The session goes on; what it writes from now on is dropped.
    @Override
    public void close() {
        closeInput();
        streams.close();
    }
}
