package dev.caisson.cli.http;

import dev.caisson.value.PieceInput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The body of an answer: so many bytes, chunks, or all until the daemon closes.
final class BodyStream extends PieceInput {
    /// How the end of the body is known. An enum, because a switch over record patterns is linked
    /// at run time, which alone costs 30 ms of a command.
    enum Framing {
        LENGTH,
        CHUNKS,
        UNTIL_CLOSE
    }

    private final Connection connection;
    private final Framing framing;

    /// Bytes left of the body or of the current chunk.
    private long left;

    private boolean ended;
    private boolean insideChunks;

    /// @param length bytes of the body; 0 unless the framing is [Framing#LENGTH]
    BodyStream(Connection connection, Framing framing, long length) {
        this.connection = connection;
        this.framing = framing;
        this.left = length;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended || length == 0) return ended ? -1 : 0;
        if (framing == Framing.UNTIL_CLOSE) return readSome(target, offset, length);
        if (left == 0 && (framing == Framing.LENGTH || !nextChunk())) return end();
        return counted(target, offset, length);
    }

    private int end() {
        ended = true;
        return -1;
    }

    private int counted(byte[] target, int offset, int length) throws IOException {
        int count = readSome(target, offset, (int) Math.min(length, left));
        if (count < 0) throw new EOFException("the daemon closed the connection in an answer");
        left -= count;
        return count;
    }

    private int readSome(byte[] target, int offset, int length) throws IOException {
        var buffer = ByteBuffer.wrap(target, offset, length);
        return connection.read(buffer) ? buffer.position() - offset : end();
    }

    private boolean nextChunk() throws IOException {
        if (insideChunks) line();
        insideChunks = true;
        left = Long.parseLong(line().split(";", 2)[0].strip(), 16);
        if (left > 0) return true;
        while (!line().isEmpty()) {
            // trailers carry nothing we use
        }
        return false;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        var one = ByteBuffer.allocate(1);
        while (connection.read(one.clear())) {
            char c = (char) (one.get(0) & 0xff);
            if (c == '\n') return line.toString();
            if (c != '\r') line.append(c);
            if (line.length() > 1024) break;
        }
        throw new EOFException("the daemon closed the connection in an answer");
    }
}
