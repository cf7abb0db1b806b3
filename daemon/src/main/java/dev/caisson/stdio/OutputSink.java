package dev.caisson.stdio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Where output goes: a client's connection, a health check's buffer.
///
/// Called by one virtual thread at a time. Blocking it (by parking, never by a native call) is how
/// a sink holds back its reader; nothing is queued on its behalf.
public interface OutputSink {
    /// Takes all bytes, or blocks until it can.
    ///
    /// @param bytes a buffer with an array ([ByteBuffer#hasArray]), valid only during the call; a
    /// sink that keeps them copies them
    /// @throws IOException when the receiver is gone: the reading ends, the container goes on
    void write(StreamKind stream, ByteBuffer bytes) throws IOException, InterruptedException;

    /// Nothing more is at hand now: what was collected should go out.
    default void flush() throws IOException, InterruptedException {}

    /// The reader was overtaken: this many bytes of the log are gone. The default tells it as a
    /// line on stderr.
    ///
    /// @param bytes of segments, frame headers included, so slightly more than the container wrote;
    /// exact when the reader could still count the payload
    default void skipped(long bytes) throws IOException, InterruptedException {
        var note = "[caisson: " + bytes + " bytes skipped, the reader was too slow]\n";
        write(StreamKind.STDERR, StandardCharsets.UTF_8.encode(note));
    }
}
