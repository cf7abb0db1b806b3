package dev.caisson.cli.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// The body of a request that was begun with [Connection#sendChunked].
///
/// A daemon that stops reading has answered: its answer says why. So a write that fails throws
/// [Refused], and the caller goes on to the answer.
public final class ChunkedOutput extends OutputStream {
    private static final int CHUNK = 256 * 1024;

    private final Connection connection;
    private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    private boolean ended;

    /// The daemon takes no more of the body.
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(IOException cause) {
            super("the daemon stopped reading", cause);
        }
    }

    public ChunkedOutput(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void write(int b) throws IOException {
        if (!buffer.hasRemaining()) flush();
        buffer.put((byte) b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int left = length;
        while (left > 0) {
            if (!buffer.hasRemaining()) flush();
            int count = Math.min(left, buffer.remaining());
            buffer.put(bytes, at, count);
            at += count;
            left -= count;
        }
    }

    @Override
    public void flush() throws IOException {
        buffer.flip();
        try {
            if (buffer.hasRemaining()) connection.writeChunk(buffer);
        } catch (IOException stopped) {
            throw new Refused(stopped);
        } finally {
            buffer.clear();
        }
    }

    /// Ends the body; the connection stays open for the answer.
    @Override
    public void close() throws IOException {
        if (ended) return;
        ended = true;
        flush();
        try {
            connection.endChunks();
        } catch (IOException stopped) {
            throw new Refused(stopped);
        }
    }
}
