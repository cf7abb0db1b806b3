package dev.caisson.value;

import java.io.IOException;
import java.io.OutputStream;

/// A stream that is sent on in pieces of one size, the last one smaller.
public abstract class PieceOutput extends OutputStream {
    private final byte[] piece;
    private int filled;

    /// @param size of a piece, in bytes
    protected PieceOutput(int size) {
        piece = new byte[size];
    }

    /// Sends a piece on; its bytes are overwritten afterwards.
    ///
    /// @param length at least 1
    protected abstract void send(byte[] bytes, int length) throws IOException;

    /// Sends what waits for more, if anything.
    protected final void sendRest() throws IOException {
        if (filled == 0) return;
        int length = filled;
        filled = 0;
        send(piece, length);
    }

    @Override
    public final void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public final void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, piece.length - filled);
            System.arraycopy(bytes, offset + done, piece, filled, count);
            filled += count;
            done += count;
            if (filled == piece.length) sendRest();
        }
    }
}
