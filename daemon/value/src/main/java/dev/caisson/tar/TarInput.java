package dev.caisson.tar;

import java.io.IOException;
import java.io.InputStream;

/// A stream in blocks of 512 bytes, read through one buffer whose slices are handed out uncopied.
final class TarInput {
    static final int BLOCK = 512;
    private static final int BUFFER = 1 << 17;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int end;
    private long filled;

    TarInput(InputStream in) {
        this.in = in;
    }

    byte[] buffer() {
        return buffer;
    }

    /// Makes the next block available.
    ///
    /// @return its position in the buffer, or -1 at the end of the stream
    /// @throws TarDamaged when the stream ends inside the block
    int block() throws IOException {
        while (end - position < BLOCK) {
            if (!fill()) {
                if (end == position) return -1;
                throw new TarDamaged("it ends in the middle of a block");
            }
        }
        int at = position;
        position += BLOCK;
        return at;
    }

    /// Makes 1 to `limit` bytes available.
    ///
    /// @return how many; they are in the buffer before [#position]
    int some(long limit) throws IOException {
        if (position == end && !fill()) {
            throw new TarDamaged("it ends in the middle of a file");
        }
        int count = (int) Math.min(limit, end - position);
        position += count;
        return count;
    }

    int position() {
        return position;
    }

    /// How much of the stream has been taken.
    long taken() {
        return filled - (end - position);
    }

    void skip(long count) throws IOException {
        for (long left = count; left > 0; ) left -= some(left);
    }

    /// Skips what fills up a block. Docker's command line leaves it out behind the last file.
    void skipFilling(int count) throws IOException {
        int left = count;
        while (left > 0 && (position < end || fill())) left -= some(left);
    }

    /// Reads what is left of the stream, so that whoever counts or digests it sees all of it.
    void drain() throws IOException {
        do {
            position = end;
        } while (fill());
    }

    private boolean fill() throws IOException {
        if (position == end) {
            position = 0;
            end = 0;
        } else if (end == buffer.length) {
            System.arraycopy(buffer, position, buffer, 0, end - position);
            end -= position;
            position = 0;
        }
        int count = in.read(buffer, end, buffer.length - end);
        if (count <= 0) return false;
        end += count;
        filled += count;
        return true;
    }
}
