package dev.caisson.front.docker;

import dev.caisson.engine.Attachment;
import dev.caisson.stdio.OutputSink;
import dev.caisson.stdio.StreamKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A process like `sh -c 'cat; echo done'`: what is written to it comes back, and after the end of
/// the input a last word on standard error.
final class FakeAttachment implements Attachment {
    private static final byte[] END = new byte[0];

    private final boolean tty;
    private final BlockingQueue<byte[]> input = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    FakeAttachment(boolean tty) {
        this.tty = tty;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public boolean tty() {
        return tty;
    }

    @Override
    public boolean write(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        input.add(copy);
        return true;
    }

    @Override
    public void closeInput() {
        input.add(END);
    }

    @Override
    public End pump(OutputSink sink) throws InterruptedException {
        try {
            while (true) {
                var bytes = input.take();
                if (closed) return End.CLOSED;
                if (Arrays.equals(bytes, END)) {
                    sink.write(
                            StreamKind.STDERR,
                            ByteBuffer.wrap("done".getBytes(StandardCharsets.UTF_8)));
                    return End.COMPLETE;
                }
                sink.write(StreamKind.STDOUT, ByteBuffer.wrap(bytes));
                sink.flush();
            }
        } catch (IOException gone) {
            return End.RECEIVER_GONE;
        }
    }

    @Override
    public void close() {
        closed = true;
        input.add(END);
    }
}
