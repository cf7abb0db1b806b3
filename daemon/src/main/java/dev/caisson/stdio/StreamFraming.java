package dev.caisson.stdio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How both outputs share one connection. Source: Docker API, "Stream format" of attach.
public enum StreamFraming {
    /// Bytes as they are; for terminals. `application/vnd.docker.raw-stream`.
    RAW(0),
    /// An 8-byte header before each piece: stream number, three zeros, length as big-endian 32
    /// bits. `application/vnd.docker.multiplexed-stream`.
    MULTIPLEXED(8);

    private final int headerBytes;

    StreamFraming(int headerBytes) {
        this.headerBytes = headerBytes;
    }

    /// Size of the header before each piece, 0 or 8.
    public int headerBytes() {
        return headerBytes;
    }

    /// Writes the header of a piece.
    ///
    /// @param length bytes that follow, 0 or more
    /// @param out room for [#headerBytes] bytes
    public void putHeader(StreamKind stream, int length, ByteBuffer out) {
        if (this == RAW) return;
        var order = out.order();
        out.order(ByteOrder.BIG_ENDIAN).putInt(stream.number() << 24).putInt(length).order(order);
    }

    /// A piece with its header, in a buffer of its own.
    public ByteBuffer frame(StreamKind stream, ByteBuffer bytes) {
        var out = ByteBuffer.allocate(headerBytes + bytes.remaining());
        putHeader(stream, bytes.remaining(), out);
        return out.put(bytes).flip();
    }
}
