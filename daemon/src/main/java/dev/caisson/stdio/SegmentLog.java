package dev.caisson.stdio;

import dev.caisson.spec.LogLayout;
import dev.caisson.stdio.LogOutput.Until;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.Syscalls;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// [ContainerLog] over the segment files of a holder.
final class SegmentLog implements ContainerLog {
    private final Path directory;
    private final LogLayout layout;
    private final Shared shared;

    /// What all logs of a daemon share.
    record Shared(
            Syscalls syscalls,
            OpenReadings readings,
            LogWatch watch,
            SegmentLocks locks,
            InstantSource clock) {}

    SegmentLog(Path directory, LogLayout layout, Shared shared) {
        this.directory = directory;
        this.layout = layout;
        this.shared = shared;
    }

    @Override
    public LogPosition end() {
        return new LogRing(directory, layout).end();
    }

    @Override
    public void clear() {
        var clearing = new LogClearing(new LogRing(directory, layout), shared.syscalls());
        Blocking.run(clearing::clear);
    }

    @Override
    public OutputReading lines(LogQuery query) {
        return open(
                hold -> {
                    var end = hold.ring().end();
                    return lines(hold, query, end, until(RunEnd.past(), end, null, true));
                });
    }

    @Override
    public OutputReading follow(LogQuery query, RunEnd end) {
        var until = until(end, null, query.until(), query.tail() != 0);
        return open(hold -> lines(hold, query, hold.ring().end(), until));
    }

    private LogOutput lines(LogHold hold, LogQuery query, LogPosition end, Until until) {
        var ring = hold.ring();
        var start =
                query.tail() == LogQuery.ALL
                        ? LogStart.at(ring.oldest())
                        : TailScan.find(ring, end, query.tail())
                                .notBefore(LogClearing.mark(directory));
        var view = new LineView(query, start);
        return new LogOutput(LogCursor.at(ring, start.from()), view, until, shared.watch(), hold);
    }

    @Override
    public OutputReading stream(StreamRequest request, RunEnd end) {
        var until = until(end, null, null, request.history());
        return open(
                hold -> {
                    var cursor = LogCursor.at(hold.ring(), start(hold.ring(), request));
                    return plain(hold, cursor, request, until);
                });
    }

    @Override
    public OutputReading foreground(StreamRequest request, RunEnd end) {
        var until = until(end, null, null, false);
        return open(hold -> plain(hold, holding(hold.ring(), request), request, until));
    }

    @Override
    public MessageReading messages(@Nullable LogStart from, boolean lossless, RunEnd end) {
        var hold = LogHold.of(shared.syscalls(), shared.readings(), directory, layout);
        try {
            var ring = hold.ring();
            var start = from == null ? LogStart.at(ring.oldest()) : from;
            var view = new MessageView(start);
            var cursor = lossless ? holding(ring, start.from()) : LogCursor.at(ring, start.from());
            var until = until(end, null, null, false);
            return new MessageOutput(
                    view, new LogOutput(cursor, view, until, shared.watch(), hold));
        } catch (RuntimeException failure) {
            hold.close();
            throw failure;
        }
    }

    /// Where a place is gone, one that can be overtaken tells how much is missing.
    private LogCursor holding(LogRing ring, LogPosition from) {
        return LogCursor.holding(ring, from, shared.locks())
                .orElseGet(() -> LogCursor.at(ring, from));
    }

    private record MessageOutput(MessageView view, LogOutput output) implements MessageReading {
        @Override
        public OutputReading.End pump(MessageSink sink) throws InterruptedException {
            view.deliverTo(sink);
            return output.pump(view.flushing());
        }

        @Override
        public LogStart place() {
            return view.place();
        }

        @Override
        public void close() {
            output.close();
        }
    }

    private LogCursor holding(LogRing ring, StreamRequest request) {
        Optional<LogCursor> cursor;
        do {
            cursor = LogCursor.holding(ring, start(ring, request), shared.locks());
        } while (cursor.isEmpty());
        return cursor.get();
    }

    private static LogPosition start(LogRing ring, StreamRequest request) {
        return request.history() ? ring.oldest() : ring.end();
    }

    private LogOutput plain(LogHold hold, LogCursor cursor, StreamRequest request, Until until) {
        var view = new FrameView.Plain(request.streams());
        return new LogOutput(cursor, view, until, shared.watch(), hold);
    }

    private Until until(
            RunEnd run, @Nullable LogPosition place, @Nullable Instant time, boolean history) {
        return new Until(run, place, time, shared.clock(), history);
    }

    /// @param reading takes over what is held
    private OutputReading open(Function<LogHold, LogOutput> reading) {
        var hold = LogHold.of(shared.syscalls(), shared.readings(), directory, layout);
        try {
            return reading.apply(hold);
        } catch (RuntimeException failure) {
            hold.close();
            throw failure;
        }
    }
}
