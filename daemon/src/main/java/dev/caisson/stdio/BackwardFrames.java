package dev.caisson.stdio;

import dev.caisson.fault.Internal;
import dev.caisson.spec.LogLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// Walks one segment from an end of frames towards its start.
final class BackwardFrames {
    private final Segment segment;
    private final ByteBuffer window;
    private long windowStart;
    private long end;

    /// @param end offset after a frame, or of anything when only [#endsWithFrame] is asked
    BackwardFrames(Segment segment, long end) {
        this(segment, end, ByteBuffer.allocate(FrameFormat.LARGEST));
    }

    /// @param window room for the largest frame at least
    BackwardFrames(Segment segment, long end, ByteBuffer window) {
        this.segment = segment;
        this.end = end;
        this.window = window.order(ByteOrder.nativeOrder());
        this.window.limit(0);
        windowStart = end;
    }

    /// A frame and where its payload begins in the file.
    record Placed(LogFrame frame, long payload) {}

    /// Whether a complete frame ends exactly at the end.
    boolean endsWithFrame() {
        long before = end;
        try {
            return previous().isPresent();
        } catch (Internal cutShort) {
            return false;
        } finally {
            end = before;
        }
    }

    /// The frame before, empty at the start of the segment.
    Optional<Placed> previous() {
        if (end <= LogLayout.HEADER_BYTES) return Optional.empty();
        load(FrameFormat.OVERHEAD + 1);
        long length = window.getLong((int) (end - windowStart) - LogLayout.FRAME_TRAILER_BYTES);
        long start = end - FrameFormat.OVERHEAD - length;
        if (length < 1 || length > LogLayout.MAX_PAYLOAD || start < LogLayout.HEADER_BYTES) {
            throw segment.damaged(end, "no frame ends here");
        }
        load((int) (end - start));
        window.position((int) (start - windowStart));
        if (!(FrameFormat.parse(window) instanceof FrameFormat.Parsed.Whole(var frame))
                || windowStart + window.position() != end) {
            throw segment.damaged(start, "no frame begins here");
        }
        end = start;
        return Optional.of(new Placed(frame, start + LogLayout.FRAME_HEADER_BYTES));
    }

    /// Makes the `count` bytes before the end be in the window.
    private void load(int count) {
        if (end - count >= windowStart && end <= windowStart + window.limit()) return;
        long start = Math.max(LogLayout.HEADER_BYTES, end - window.capacity());
        window.clear().limit((int) (end - start));
        int read = segment.read(window, start);
        if (read < window.limit() || end - count < start) {
            window.limit(0);
            windowStart = end;
            throw segment.damaged(end, "it is shorter than that");
        }
        windowStart = start;
        window.position(0);
    }
}
