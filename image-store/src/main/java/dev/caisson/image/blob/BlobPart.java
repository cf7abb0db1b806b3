package dev.caisson.image.blob;

import dev.caisson.value.PieceFilter;
import java.io.IOException;
import java.io.InputStream;

/// A stream that ends after some bytes.
public final class BlobPart extends PieceFilter {
    private long left;

    /// @param left bytes at most
    public BlobPart(InputStream in, long left) {
        super(in);
        this.left = left;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        if (left == 0) return -1;
        int count = in.read(buffer, from, (int) Math.min(length, left));
        if (count > 0) left -= count;
        return count;
    }
}
