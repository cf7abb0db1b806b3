package dev.caisson.cli.build;

import java.io.IOException;
import java.io.OutputStream;

/// Several archives in one body, one after the other: each is pieces preceded by their length in
/// four bytes, the highest first, and ends with a piece of no length.
final class BodyParts {
    private static final int PIECE = 64 * 1024;

    private final OutputStream body;

    BodyParts(OutputStream body) {
        this.body = body;
    }

    /// The next one, which is ended when it is closed.
    OutputStream next() {
        return new Part();
    }

    /// One archive.
    private final class Part extends OutputStream {
        private final byte[] piece = new byte[PIECE];
        private int filled;
        private boolean ended;

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
            for (int shift = 24; shift >= 0; shift -= Byte.SIZE) body.write(filled >>> shift);
            body.write(piece, 0, filled);
            filled = 0;
        }

        @Override
        public void close() throws IOException {
            if (ended) return;
            ended = true;
            if (filled > 0) send();
            send();
        }
    }
}
