package dev.caisson.stdio;

import dev.caisson.sys.Inotify;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One reading of a log: moves frames from a cursor through a view into a sink, and waits in
/// between.
final class LogOutput implements OutputReading {
    private enum Phase {
        READY,
        PUMPING,
        CLOSED
    }

    private final LogCursor cursor;
    private final FrameView view;
    private final Until until;
    private final LogWatch watch;
    private final LogHold hold;
    private final Signal signal = new Signal();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.READY);
    private Inotify.@Nullable Watch armed;

    /// @param hold of the log the cursor walks; closed with the reading
    LogOutput(LogCursor cursor, FrameView view, Until until, LogWatch watch, LogHold hold) {
        this.cursor = cursor;
        this.view = view;
        this.until = until;
        this.watch = watch;
        this.hold = hold;
    }

    /// When a reading is complete.
    ///
    /// @param run at its end, once everything is read
    /// @param place not to read beyond; null for no bound
    /// @param time at which waiting ends; null for none
    /// @param history true when the first thing missing is not worth telling: the reading was to
    /// begin with the oldest there is
    record Until(
            RunEnd run,
            @Nullable LogPosition place,
            @Nullable Instant time,
            InstantSource clock,
            boolean history) {
        boolean passed(LogPosition position) {
            return place != null && position.compareTo(place) >= 0;
        }

        /// null for no limit
        @Nullable Duration longestWait() {
            if (time == null) return null;
            var left = Duration.between(clock.instant(), time);
            return left.isNegative() ? Duration.ZERO : left;
        }
    }

    @Override
    public End pump(OutputSink sink) throws InterruptedException {
        if (!phase.compareAndSet(Phase.READY, Phase.PUMPING)) {
            if (phase.get() == Phase.CLOSED) return End.CLOSED;
            throw new IllegalStateException("a reading is pumped once");
        }
        until.run().add(signal);
        try {
            return deliver(sink);
        } catch (IOException gone) {
            return End.RECEIVER_GONE;
        } catch (Segment.ReadingInterrupted interrupted) {
            throw (InterruptedException) new InterruptedException().initCause(interrupted);
        } finally {
            until.run().remove(signal);
            phase.set(Phase.CLOSED);
            disarm();
            release();
        }
    }

    private End deliver(OutputSink sink) throws IOException, InterruptedException {
        boolean tell = !until.history();
        while (phase.get() == Phase.PUMPING) {
            if (until.passed(cursor.position())) return finish(sink);
            boolean last = until.run().isReached();
            switch (cursor.next()) {
                case LogCursor.Step.Frame frame -> {
                    if (!view.frame(frame, sink)) return finish(sink);
                    tell = true;
                }
                case LogCursor.Step.Skipped(long bytes) -> {
                    if (tell && bytes > 0) view.skipped(bytes, sink);
                }
                case LogCursor.Step.Idle _ -> {
                    if (last || !await(sink)) return finish(sink);
                }
            }
        }
        return End.CLOSED;
    }

    private End finish(OutputSink sink) throws IOException, InterruptedException {
        view.end(sink);
        sink.flush();
        return End.COMPLETE;
    }

    /// The first time nothing is there, a watch is set; when the look after that finds nothing
    /// either, the thread waits.
    ///
    /// @return false when the time is over
    private boolean await(OutputSink sink) throws IOException, InterruptedException {
        if (armed == null) {
            armed = watch.arm(hold.ring().directory(), signal);
            return true;
        }
        cursor.rest();
        sink.flush();
        boolean raised = signal.await(until.longestWait());
        disarm();
        return raised;
    }

    private void disarm() {
        if (armed != null) armed.close();
        armed = null;
    }

    @Override
    public void close() {
        var before = phase.getAndSet(Phase.CLOSED);
        if (before == Phase.READY) release();
        else if (before == Phase.PUMPING) signal.raise();
    }

    private void release() {
        try {
            cursor.close();
        } finally {
            hold.close();
        }
    }
}
