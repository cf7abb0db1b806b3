package dev.caisson.stdio;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.spec.LogLayout;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The files of one log and which of them is which.
///
/// @param directory `log/` of a container
record LogRing(Path directory, LogLayout layout) {
    /// Before anything was written.
    static final LogPosition NOTHING = new LogPosition(0, 0);

    Path file(long generation) {
        return directory.resolve(Integer.toString(layout.slot(generation)));
    }

    /// The newest generation there is; 0 before the first.
    ///
    /// @throws Internal `LOG_DAMAGED` when a file says that it is another one
    long newest() {
        long newest = 0;
        for (int slot = 0; slot < layout.segments(); slot++) {
            var path = directory.resolve(Integer.toString(slot));
            long generation = Segment.headerOf(path).generation();
            if (generation > 0 && layout.slot(generation) != slot) {
                throw new Internal(
                        FaultCode.LOG_DAMAGED,
                        path,
                        LogLayout.GENERATION_OFFSET,
                        "generation " + generation + " belongs in another file");
            }
            newest = Math.max(newest, generation);
        }
        return newest;
    }

    /// The first place that can still be read, and was not cleared.
    LogPosition oldest() {
        var kept = oldestKept();
        var cleared = LogClearing.mark(directory);
        return cleared.compareTo(kept) > 0 ? cleared : kept;
    }

    private LogPosition oldestKept() {
        long newest = newest();
        if (newest == 0) return NOTHING;
        long oldest = newest;
        while (oldest > 1
                && newest - oldest + 1 < layout.segments()
                && Segment.headerOf(file(oldest - 1)).generation() == oldest - 1) {
            oldest--;
        }
        return start(oldest);
    }

    static LogPosition start(long generation) {
        return new LogPosition(generation, LogLayout.HEADER_BYTES);
    }

    /// The place after the last complete frame.
    LogPosition end() {
        while (true) {
            long newest = newest();
            if (newest == 0) return NOTHING;
            long end = endOf(newest);
            if (end > 0) return new LogPosition(newest, end);
        }
    }

    /// Where the complete frames of a segment end; 0 when the segment is no longer there.
    ///
    /// Usually the last frame says so itself. While it is being written, or when it was cut short,
    /// the segment is walked from its start.
    long endOf(long generation) {
        try (var segment = Segment.open(file(generation))) {
            long size = segment.size();
            long end = size <= LogLayout.HEADER_BYTES ? LogLayout.HEADER_BYTES : size;
            if (size > LogLayout.HEADER_BYTES) {
                var backwards = new BackwardFrames(segment, size);
                end = backwards.endsWithFrame() ? size : walk(segment);
            }
            return segment.generation() == generation ? end : 0;
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    private static long walk(Segment segment) {
        var buffer = ReadBuffers.take();
        try {
            long position = LogLayout.HEADER_BYTES;
            while (true) {
                buffer.clear();
                segment.read(buffer, position);
                buffer.flip();
                while (FrameFormat.parse(buffer) instanceof FrameFormat.Parsed.Whole) {
                    // the position of the buffer has moved
                }
                if (buffer.position() == 0) return position;
                position += buffer.position();
            }
        } finally {
            ReadBuffers.giveBack(buffer);
        }
    }
}
