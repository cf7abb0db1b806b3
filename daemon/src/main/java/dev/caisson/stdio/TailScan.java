package dev.caisson.stdio;

import dev.caisson.fault.Internal;
import dev.caisson.spec.LogLayout;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds where the last lines of a log begin, by walking backwards from its end.
///
/// Lines are counted in the order in which they end; a line that has not ended counts as the last
/// of its stream. A line may have begun long before, between lines of the other stream, so each
/// stream has its own first byte.
final class TailScan {
    private static final byte NEWLINE = '\n';

    private final LogRing ring;
    private final LogPosition end;
    private final long lines;
    private final Map<StreamKind, LogPosition> firsts = new EnumMap<>(StreamKind.class);

    /// Streams whose first wanted line has been met, but not where it begins.
    private final Set<StreamKind> open = EnumSet.noneOf(StreamKind.class);

    private final Set<StreamKind> seen = EnumSet.noneOf(StreamKind.class);
    private long counted;

    private TailScan(LogRing ring, LogPosition end, long lines) {
        this.ring = ring;
        this.end = end;
        this.lines = lines;
    }

    /// @param lines 0 or more
    static LogStart find(LogRing ring, LogPosition end, long lines) {
        if (lines == 0 || end.generation() == 0) return LogStart.at(end);
        return new TailScan(ring, end, lines).run();
    }

    private LogStart run() {
        long generation = end.generation();
        long offset = end.offset();
        var from = end;
        while (offset > 0) {
            var reached = scan(generation, offset);
            if (reached > 0) from = new LogPosition(generation, reached);
            if (done() || reached != LogLayout.HEADER_BYTES || generation == 1) break;
            generation--;
            offset = ring.endOf(generation);
        }
        for (var stream : StreamKind.values()) {
            if (!open.contains(stream)) firsts.putIfAbsent(stream, end);
        }
        return new LogStart(from, firsts);
    }

    private boolean done() {
        return counted >= lines && open.isEmpty();
    }

    /// Walks one segment.
    ///
    /// @return the offset of the first frame looked at; 0 when the holder overwrote the segment
    private long scan(long generation, long segmentEnd) {
        var window = ReadBuffers.take();
        try (var segment = Segment.open(ring.file(generation))) {
            if (segment.generation() != generation) return 0;
            var frames = new BackwardFrames(segment, segmentEnd, window);
            return walk(segment, generation, frames, segmentEnd);
        } catch (NoSuchFileException gone) {
            return 0;
        } finally {
            ReadBuffers.giveBack(window);
        }
    }

    private long walk(Segment segment, long generation, BackwardFrames frames, long segmentEnd) {
        long reached = segmentEnd;
        while (!done()) {
            Optional<BackwardFrames.Placed> placed;
            try {
                placed = frames.previous();
            } catch (Internal damaged) {
                if (segment.generation() == generation) throw damaged;
                return reached == segmentEnd ? 0 : reached;
            }
            if (placed.isEmpty()) return LogLayout.HEADER_BYTES;
            count(placed.get().frame(), new LogPosition(generation, placed.get().payload()));
            reached = placed.get().payload() - LogLayout.FRAME_HEADER_BYTES;
        }
        return reached;
    }

    private void count(LogFrame frame, LogPosition payload) {
        var stream = frame.stream();
        ByteBuffer bytes = frame.bytes();
        int length = bytes.remaining();
        if (seen.add(stream) && bytes.get(length - 1) != NEWLINE && counted < lines) {
            counted++;
            open.add(stream);
        }
        for (int i = length - 1; i >= 0 && !done(); i--) {
            if (bytes.get(i) != NEWLINE) continue;
            if (counted < lines) {
                counted++;
                open.add(stream);
            } else if (open.remove(stream)) {
                firsts.put(stream, new LogPosition(payload.generation(), payload.offset() + i + 1));
            }
        }
    }
}
