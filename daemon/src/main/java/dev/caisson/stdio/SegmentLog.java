package dev.caisson.stdio;

import dev.caisson.spec.LogLayout;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// [ContainerLog] over the segment files of a holder.
final class SegmentLog implements ContainerLog {
    private final LogRing ring;
    private final LogWatch watch;
    private final SegmentLocks locks;
    private final InstantSource clock;

    SegmentLog(
            Path directory,
            LogLayout layout,
            LogWatch watch,
            SegmentLocks locks,
            InstantSource clock) {
        ring = new LogRing(directory, layout);
        this.watch = watch;
        this.locks = locks;
        this.clock = clock;
    }

    @Override
    public LogPosition end() {
        return ring.end();
    }

    @Override
    public OutputReading lines(LogQuery query) {
        var end = ring.end();
        return lines(query, end, new LogOutput.Until(RunEnd.past(), end, null, clock, true));
    }

    @Override
    public OutputReading follow(LogQuery query, RunEnd end) {
        return lines(
                query,
                ring.end(),
                new LogOutput.Until(end, null, query.until(), clock, query.tail() != 0));
    }

    private OutputReading lines(LogQuery query, LogPosition end, LogOutput.Until until) {
        var start =
                query.tail() == LogQuery.ALL
                        ? TailScan.Start.at(ring.oldest())
                        : TailScan.find(ring, end, query.tail());
        return reading(LogCursor.at(ring, start.from()), new LineView(query, start), until);
    }

    @Override
    public OutputReading stream(StreamRequest request, RunEnd end) {
        var start = request.history() ? ring.oldest() : ring.end();
        var until = new LogOutput.Until(end, null, null, clock, request.history());
        return reading(LogCursor.at(ring, start), new FrameView.Plain(request.streams()), until);
    }

    @Override
    public OutputReading foreground(StreamRequest request, RunEnd end) {
        var until = new LogOutput.Until(end, null, null, clock, false);
        var view = new FrameView.Plain(request.streams());
        Optional<LogCursor> cursor;
        do {
            var start = request.history() ? ring.oldest() : ring.end();
            cursor = LogCursor.holding(ring, start, locks);
        } while (cursor.isEmpty());
        return reading(cursor.get(), view, until);
    }

    private OutputReading reading(LogCursor cursor, FrameView view, LogOutput.Until until) {
        return new LogOutput(cursor, view, until, watch, ring.directory());
    }
}
