package dev.caisson.value;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Another stream, seen through something that looks at it piece by piece: a single byte is a piece
/// of one.
public abstract class PieceFilter extends FilterInputStream {
    protected PieceFilter(InputStream in) {
        super(in);
    }

    @Override
    public final int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] into, int offset, int length) throws IOException;
}
