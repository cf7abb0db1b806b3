package dev.caisson.cli.build;

import dev.caisson.cli.terminal.Window;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Steps on a terminal, drawn again several times a second.
///
/// Each frame goes up over the one before. How many rows that one takes is counted with the width
/// the window has now: a window that became narrower has broken its lines. The cursor is never
/// hidden and no line is left half drawn, so that a command that is killed leaves the terminal as
/// it was.
final class LiveProgress implements Progress {
    private static final int PAUSE_MILLIS = 100;
    private static final String CLEAR_BELOW = "\u001b[J";

    private final PrintStream out;
    private final Window window;
    private final Clock clock;
    private final Instant begun;
    private final BuildSteps steps;
    private final ScheduledExecutorService drawing;
    private List<String> shown = List.of();

    LiveProgress(PrintStream out, Window window, Clock clock) {
        this.out = out;
        this.window = window;
        this.clock = clock;
        begun = clock.instant();
        steps = new BuildSteps(clock);
        drawing =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("progress").factory());
        var _ =
                drawing.scheduleWithFixedDelay(
                        this::draw, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void news(Object part) {
        var _ = steps.take(part);
    }

    private synchronized void draw() {
        var now = clock.instant();
        var size = window.size();
        var passed = Duration.between(begun, now);
        show(LiveFrame.of(steps.all(), passed, now, size.columns(), size.rows()), size.columns());
    }

    private void show(List<String> lines, int columns) {
        var text = new StringBuilder();
        int up = 0;
        for (var line : shown) up += 1 + Math.max(0, line.length() - 1) / Math.max(1, columns);
        if (up > 0) text.append("\u001b[%dA".formatted(up)).append('\r');
        text.append(CLEAR_BELOW);
        for (var line : lines) text.append(line).append('\n');
        out.print(text);
        out.flush();
        shown = List.copyOf(lines);
    }

    @Override
    public void close() {
        drawing.shutdownNow();
        synchronized (this) {
            var now = clock.instant();
            int columns = window.size().columns();
            show(LiveFrame.all(steps.all(), Duration.between(begun, now), now, columns), columns);
            steps.failure().forEach(out::println);
            out.flush();
        }
        window.close();
    }
}
