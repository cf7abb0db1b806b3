package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.ClientCall;
import dev.caisson.front.grpc.Fields;
import dev.caisson.value.PieceInput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;

/// The bytes of a call whose messages each have a part of them.
final class MessageBytes extends PieceInput {
    private final ClientCall call;
    private final int field;
    private byte[] part = new byte[0];
    private int from;
    private boolean ended;

    /// @param field that has the bytes
    MessageBytes(ClientCall call, int field) {
        this.call = call;
        this.field = field;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) return 0;
        while (from == part.length && !ended) receive();
        if (from == part.length) return -1;
        int count = Math.min(length, part.length - from);
        System.arraycopy(part, from, into, offset, count);
        from += count;
        return count;
    }

    private void receive() throws IOException {
        try {
            var message = call.next();
            ended = message == null;
            part = message == null ? new byte[0] : Fields.parse(message).bytes(field);
            from = 0;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the build is given up");
        }
    }

    @Override
    public void close() {
        call.close();
    }
}
