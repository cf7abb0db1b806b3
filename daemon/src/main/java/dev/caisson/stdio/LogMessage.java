package dev.caisson.stdio;

import java.nio.ByteBuffer;
import java.time.Instant;

/// One line of a container's output, or a piece of a long one: what log drivers pass on.
///
/// @param time when the line began
/// @param bytes at most 16 KiB, without the newline; with an array, valid only during the call
/// @param ended true when a newline followed; false for a piece of a long line and for what a
///     container left unfinished
/// @param piece 0 for a line that came whole; else 1 for its first piece, 2 for the next
/// @param last true for the end of a line in pieces
public record LogMessage(
        Instant time, StreamKind stream, ByteBuffer bytes, boolean ended, int piece, boolean last) {
    /// A line that came whole.
    public static LogMessage whole(Instant time, StreamKind stream, ByteBuffer bytes) {
        return new LogMessage(time, stream, bytes, true, 0, false);
    }

    public boolean isPartial() {
        return piece > 0;
    }
}
