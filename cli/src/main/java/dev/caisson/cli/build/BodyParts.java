package dev.caisson.cli.build;

import dev.caisson.value.PieceOutput;
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
    private final class Part extends PieceOutput {
        private boolean ended;

        Part() {
            super(PIECE);
        }

        @Override
        protected void send(byte[] bytes, int length) throws IOException {
            for (int shift = 24; shift >= 0; shift -= Byte.SIZE) body.write(length >>> shift);
            body.write(bytes, 0, length);
        }

        @Override
        public void close() throws IOException {
            if (ended) return;
            ended = true;
            sendRest();
            send(new byte[0], 0);
        }
    }
}
