package dev.caisson.cli.build;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a terminal shows of a build at one moment: its steps with their times, and the last lines
/// of those that run.
final class LiveFrame {
    private static final int OUTPUT = 6;
    private static final int LEAST = 20;
    private static final String INDENT = " => ";
    private static final String SAID = " => => # ";

    private LiveFrame() {}

    /// @param columns of the terminal, and `rows`: there are fewer lines than that, none is longer
    static List<String> of(
            List<BuildStep> steps, Duration passed, Instant now, int columns, int rows) {
        int width = Math.max(LEAST, columns) - 1;
        int height = Math.max(3, rows) - 1;
        long done = steps.stream().filter(step -> !step.isRunning()).count();
        boolean over = done == steps.size() && !steps.isEmpty();
        var lines = new ArrayList<String>();
        lines.add(
                cut(
                        "[+] Building %ss (%d/%d)%s"
                                .formatted(
                                        PlainProgress.tenths(passed),
                                        done,
                                        steps.size(),
                                        over ? " FINISHED" : ""),
                        width));
        long running = steps.size() - done;
        int room = height - 1;
        // Those that run come first when not all can be shown, then the ones that ended last.
        int ended = (int) Math.max(0, Math.min(done, room - running));
        long skipped = done - ended;
        int free = room - ended - (int) Math.min(running, room);
        int output = running == 0 ? 0 : (int) Math.min(OUTPUT, free / running);
        for (var step : steps) {
            if (!step.isRunning() && skipped-- > 0) continue;
            if (lines.size() > room) break;
            lines.add(line(step, now, width));
            if (!step.isRunning()) continue;
            for (var said : step.last(output)) lines.add(cut(SAID + said, width));
        }
        return lines;
    }

    /// All steps, for the end.
    static List<String> all(List<BuildStep> steps, Duration passed, Instant now, int columns) {
        return of(steps, passed, now, columns, steps.size() + 4);
    }

    private static String line(BuildStep step, Instant now, int width) {
        var state = step.isCached() ? "CACHED " : step.isFailed() ? "ERROR " : "";
        var time = " " + PlainProgress.tenths(step.duration(now)) + "s";
        var text = cut(INDENT + state + step.title(), width - time.length());
        return text + " ".repeat(width - time.length() - text.length()) + time;
    }

    private static String cut(String text, int width) {
        if (text.length() <= width) return text;
        return width < 4
                ? text.substring(0, Math.max(0, width))
                : text.substring(0, width - 3) + "...";
    }
}
