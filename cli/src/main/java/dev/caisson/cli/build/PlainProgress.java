package dev.caisson.cli.build;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/// One line for each thing that happens, as BuildKit's `--progress=plain` writes them.
final class PlainProgress implements Progress {
    private final PrintStream out;
    private final Clock clock;
    private final BuildSteps steps;
    private int current;

    PlainProgress(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
        steps = new BuildSteps(clock);
    }

    @Override
    public void news(Object part) {
        var change = steps.take(part);
        if (change == null) return;
        var step = change.step();
        if (change.begun()) say(step, "");
        for (var line : change.lines()) {
            say(step, seconds(step.duration(clock.instant())) + " " + line);
        }
        if (change.ended()) {
            var how =
                    step.isCached()
                            ? "CACHED"
                            : step.isFailed()
                                    ? "ERROR: " + change.why().lines().findFirst().orElse("")
                                    : "DONE " + tenths(step.duration(clock.instant())) + "s";
            say(step, how);
        }
        out.flush();
    }

    /// @param text empty to name the step only
    private void say(BuildStep step, String text) {
        if (current != step.place()) {
            if (current != 0) out.println();
            out.println("#" + step.place() + " " + (text.isEmpty() ? step.title() : "..."));
            current = step.place();
        }
        if (!text.isEmpty()) out.println("#" + step.place() + " " + text);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
    }

    static String tenths(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }

    @Override
    public void close() {
        if (current != 0) out.println();
        steps.failure().forEach(out::println);
        out.flush();
    }
}
