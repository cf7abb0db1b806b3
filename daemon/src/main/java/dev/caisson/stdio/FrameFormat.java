package dev.caisson.stdio;

import dev.caisson.spec.LogLayout;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Frames as bytes, per [LogLayout]. Pure.
final class FrameFormat {
    /// Bytes of a frame besides its payload.
    static final int OVERHEAD = LogLayout.FRAME_HEADER_BYTES + LogLayout.FRAME_TRAILER_BYTES;

    static final int LARGEST = OVERHEAD + LogLayout.MAX_PAYLOAD;

    private static final int NANOSECONDS = 8;
    private static final int STREAM = 16;
    private static final int LENGTH = 24;

    private FrameFormat() {}

    /// What a buffer holds from its position on.
    sealed interface Parsed {
        /// The buffer's position was moved behind it.
        record Whole(LogFrame frame) implements Parsed {}

        /// More bytes are needed.
        record Incomplete() implements Parsed {}

        /// No frame can begin like this.
        record Damaged(String what) implements Parsed {}
    }

    private static final Parsed INCOMPLETE = new Parsed.Incomplete();

    /// Parses the frame at the position of a buffer in the machine's byte order.
    static Parsed parse(ByteBuffer buffer) {
        int at = buffer.position();
        int available = buffer.remaining();
        if (available < LogLayout.FRAME_HEADER_BYTES) return INCOMPLETE;
        long length = buffer.getLong(at + LENGTH);
        // A block that reached the disk without its contents, after a power loss, reads as zeros.
        if (length == 0 && buffer.getLong(at) == 0) return INCOMPLETE;
        var stream = stream(buffer.getLong(at + STREAM));
        long nanoseconds = buffer.getLong(at + NANOSECONDS);
        if (stream == null) return new Parsed.Damaged("unknown stream");
        if (length < 1 || length > LogLayout.MAX_PAYLOAD) {
            return new Parsed.Damaged("frame of " + length + " bytes");
        }
        if (nanoseconds < 0 || nanoseconds > 999_999_999) {
            return new Parsed.Damaged(nanoseconds + " nanoseconds");
        }
        if (available < OVERHEAD + length) return INCOMPLETE;
        int payload = at + LogLayout.FRAME_HEADER_BYTES;
        if (buffer.getLong(payload + (int) length) != length) {
            return new Parsed.Damaged("frame of " + length + " bytes that ends otherwise");
        }
        var time = time(buffer.getLong(at), nanoseconds);
        if (time == null) return new Parsed.Damaged(buffer.getLong(at) + " seconds");
        buffer.position(at + OVERHEAD + (int) length);
        return new Parsed.Whole(new LogFrame(time, stream, buffer.slice(payload, (int) length)));
    }

    private static @Nullable StreamKind stream(long number) {
        if (number == StreamKind.STDOUT.number()) return StreamKind.STDOUT;
        return number == StreamKind.STDERR.number() ? StreamKind.STDERR : null;
    }

    private static @Nullable Instant time(long seconds, long nanoseconds) {
        if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
            return null;
        }
        return Instant.ofEpochSecond(seconds, nanoseconds);
    }
}
