package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.ClientCall;
import dev.caisson.front.grpc.FieldWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;

/// A file the client writes; closing it waits until it has.
final class ResultStream extends OutputStream {
    private final ClientCall call;
    private final byte[] piece = new byte[64 * 1024];
    private int filled;
    private boolean closed;

    ResultStream(ClientCall call) {
        this.call = call;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, piece.length - filled);
            System.arraycopy(bytes, offset + done, piece, filled, count);
            filled += count;
            done += count;
            if (filled == piece.length) send();
        }
    }

    private void send() throws IOException {
        if (filled == 0) return;
        call.send(new FieldWriter().bytes(1, Arrays.copyOf(piece, filled)).toBytes());
        filled = 0;
    }

    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        try (call) {
            send();
            call.endOutput();
            var _ = call.next();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the build is given up");
        }
    }
}
