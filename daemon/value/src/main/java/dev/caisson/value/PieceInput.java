package dev.caisson.value;

import java.io.IOException;
import java.io.InputStream;

/// A stream that is read piece by piece: a single byte is a piece of one.
public abstract class PieceInput extends InputStream {
    @Override
    public final int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] into, int offset, int length) throws IOException;
}
