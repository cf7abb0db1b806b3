package dev.caisson.stdio;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.spec.LogLayout;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Walks a log forwards, from segment to segment, while a holder may be writing it.
///
/// 1. Without a lock, what was read counts only when the segment still had the expected generation
///    after the read.
/// 2. A segment is left only after a read at its end found nothing, begun when the next segment was
///    already there: the holder never comes back to write more.
/// 3. What is not a whole frame is read again from its start: the holder cuts a frame off that it
///    could not write whole, and writes another one in its place. For the same reason a frame is
///    damaged only when a second look finds it so.
/// 4. With a lock, the next segment's is taken before this one's is dropped, so the holder, which
///    needs each segment in turn, cannot pass.
///
/// The segment that is being written is in the page cache, so it is read on the caller's thread;
/// older ones may have to come from a disk and are read on [Blocking].
final class LogCursor implements AutoCloseable {
    private static final Step IDLE = new Step.Idle();

    private final LogRing ring;
    private final @Nullable SegmentLocks locks;
    private long generation;
    private long offset;
    private @Nullable Segment segment;

    /// Bytes of frames in all segments before this one.
    private long before;

    private @Nullable Fd held;
    private @Nullable ByteBuffer buffer;
    private boolean old;
    private boolean lastLook;

    /// Where the last look found damage; -1 for nowhere.
    private long suspect = -1;

    private LogCursor(LogRing ring, LogPosition start, @Nullable SegmentLocks locks) {
        this.ring = ring;
        this.locks = locks;
        generation = start.generation();
        offset = start.offset();
        old = generation < ring.newest();
        var header = Segment.headerOf(ring.file(generation));
        if (header.generation() == generation) before = header.before();
    }

    /// A cursor that may be overtaken.
    static LogCursor at(LogRing ring, LogPosition start) {
        return new LogCursor(ring, start, null);
    }

    /// A cursor that the holder waits for, until it is closed.
    ///
    /// @return empty when the segment was reused before it could be held: choose another start
    static Optional<LogCursor> holding(LogRing ring, LogPosition start, SegmentLocks locks) {
        var file = ring.file(start.generation());
        var cursor = new LogCursor(ring, start, locks);
        cursor.held = locks.shared(file);
        if (Segment.headerOf(file).generation() == start.generation()) return Optional.of(cursor);
        cursor.close();
        return Optional.empty();
    }

    /// What one look brings.
    sealed interface Step {
        /// @param payload where the frame's bytes begin in the file
        record Frame(LogFrame frame, LogPosition payload) implements Step {}

        /// The holder has overwritten what came next; the cursor is further on now.
        ///
        /// @param bytes of frames; 0 when it had read all that was overwritten
        record Skipped(long bytes) implements Step {}

        /// Nothing more for now.
        record Idle() implements Step {}
    }

    /// The place of the next frame.
    LogPosition position() {
        return new LogPosition(generation, offset);
    }

    /// The next frame, if there is one. A frame is valid until the next call.
    Step next() {
        while (true) {
            var frame = parse();
            if (frame != null) return frame;
            if (generation > 0) {
                var filled = fill();
                if (filled == Fill.MORE) continue;
                if (filled == Fill.OVERTAKEN) return new Step.Skipped(catchUp());
            }
            long following = Segment.headerOf(ring.file(generation + 1)).generation();
            if (following > generation + 1) return new Step.Skipped(catchUp());
            if (following <= generation) return IDLE;
            if (lastLook || generation == 0) moveTo(generation + 1);
            else lastLook = true;
        }
    }

    /// Gives back the buffer for the time of a wait.
    void rest() {
        if (buffer == null) return;
        ReadBuffers.giveBack(buffer);
        buffer = null;
    }

    @Override
    public void close() {
        rest();
        leave();
        if (held != null) held.close();
        held = null;
    }

    private Step.@Nullable Frame parse() {
        if (buffer == null || segment == null) return null;
        int start = buffer.position();
        return switch (FrameFormat.parse(buffer)) {
            case FrameFormat.Parsed.Whole(var frame) -> {
                var payload = new LogPosition(generation, offset + LogLayout.FRAME_HEADER_BYTES);
                offset += buffer.position() - start;
                yield new Step.Frame(frame, payload);
            }
            case FrameFormat.Parsed.Incomplete _ -> null;
            case FrameFormat.Parsed.Damaged(var what) -> {
                if (suspect == offset) throw segment.damaged(offset, what);
                suspect = offset;
                yield null;
            }
        };
    }

    private enum Fill {
        MORE,
        NOTHING,
        OVERTAKEN
    }

    private Fill fill() {
        var from = segment;
        if (from == null) {
            from = enter();
            if (from == null) return Fill.OVERTAKEN;
        }
        var into = buffer == null ? ReadBuffers.take() : buffer.clear();
        buffer = into;
        read(from, into);
        into.flip();
        if (locks == null && from.generation() != generation) return Fill.OVERTAKEN;
        boolean whole =
                !(FrameFormat.parse(into.duplicate().order(into.order()))
                        instanceof FrameFormat.Parsed.Incomplete);
        return whole ? Fill.MORE : Fill.NOTHING;
    }

    private void read(Segment from, ByteBuffer into) {
        int _ = old ? Blocking.call(() -> from.read(into, offset)) : from.read(into, offset);
    }

    /// Opens the segment of this generation; null when it was overwritten.
    private @Nullable Segment enter() {
        try {
            var entered = Segment.open(ring.file(generation));
            segment = entered;
            return entered.generation() == generation ? entered : null;
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    /// Goes on behind what was overwritten.
    ///
    /// @return the bytes of frames left out; 0 when all of them had been read
    private long catchUp() {
        if (locks != null) {
            throw new Internal(
                    FaultCode.LOG_DAMAGED,
                    ring.file(generation),
                    offset,
                    "it was reused although a reader held it");
        }
        // Not the oldest, which is the next to go.
        long target = Math.max(1, ring.newest() - (ring.layout().segments() - 1) / 2);
        var header = Segment.headerOf(ring.file(target));
        while (header.generation() != target) {
            target = ring.newest();
            header = Segment.headerOf(ring.file(target));
        }
        long missed = missed(target, header.before());
        moveTo(target);
        before = header.before();
        return missed;
    }

    /// Bytes of frames between here and the start of a segment; estimated when the holder does not
    /// count them.
    private long missed(long target, long beforeTarget) {
        long here = payloadHere();
        if (beforeTarget > 0 && beforeTarget >= before + here) return beforeTarget - before - here;
        long segments = target - Math.max(1, generation);
        return Math.max(1, segments * ring.layout().segmentBytes().count() - here);
    }

    /// Bytes of frames of this segment that were passed.
    private long payloadHere() {
        return Math.max(0, offset - LogLayout.HEADER_BYTES);
    }

    private void moveTo(long next) {
        if (locks != null) {
            var previous = held;
            held = locks.shared(ring.file(next));
            if (previous != null) previous.close();
        }
        leave();
        if (buffer != null) buffer.clear().limit(0);
        before += payloadHere();
        generation = next;
        offset = LogLayout.HEADER_BYTES;
        lastLook = false;
        suspect = -1;
        old = Segment.headerOf(ring.file(next + 1)).generation() == next + 1;
    }

    private void leave() {
        if (segment != null) segment.close();
        segment = null;
    }
}
