package dev.caisson.front.docker;

import dev.caisson.value.PieceInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A body of several archives, one after the other: each is pieces preceded by their length in four
/// bytes, the highest first, and ends with a piece of no length.
final class BodyParts {
    private static final int LARGEST = 1 << 24;

    private final InputStream body;
    private Part current = new Part(true);

    BodyParts(InputStream body) {
        this.body = body;
    }

    /// The next one; what was left of the one before is skipped.
    InputStream next() throws IOException {
        long _ = current.transferTo(OutputStream.nullOutputStream());
        current = new Part(false);
        return current;
    }

    /// One archive.
    private final class Part extends PieceInput {
        private int left;
        private boolean ended;

        Part(boolean ended) {
            this.ended = ended;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) return 0;
            if (left == 0 && !ended) begin();
            if (ended) return -1;
            int count = body.read(bytes, offset, Math.min(left, length));
            if (count < 0) throw new EOFException("a part of the body is cut off");
            left -= count;
            return count;
        }

        private void begin() throws IOException {
            var head = body.readNBytes(Integer.BYTES);
            if (head.length < Integer.BYTES) throw new EOFException("the body has too few parts");
            for (byte one : head) left = left << Byte.SIZE | one & 0xff;
            if (left < 0 || left > LARGEST) throw new IOException("a part of the body is damaged");
            ended = left == 0;
        }
    }
}
