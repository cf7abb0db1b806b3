package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.ClientCall;
import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.value.PieceOutput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;

/// A file the client writes; closing it waits until it has.
final class ResultStream extends PieceOutput {
    private static final int PIECE = 64 * 1024;

    private final ClientCall call;
    private boolean closed;

    ResultStream(ClientCall call) {
        super(PIECE);
        this.call = call;
    }

    @Override
    protected void send(byte[] bytes, int length) throws IOException {
        call.send(new FieldWriter().bytes(1, Arrays.copyOf(bytes, length)).toBytes());
    }

    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        try (call) {
            sendRest();
            call.endOutput();
            var _ = call.next();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the build is given up");
        }
    }
}
