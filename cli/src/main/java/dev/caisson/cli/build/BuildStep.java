package dev.caisson.cli.build;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a build as it is shown. For one thread at a time.
final class BuildStep {
    /// How many of its last lines are kept.
    static final int KEPT = 10;

    private final int place;
    private final String title;
    private final Instant begun;
    private final Deque<String> last = new ArrayDeque<>();
    private String unfinished = "";
    private String state = "begun";
    private @Nullable Instant ended;

    /// @param place among the steps that began, from 1
    BuildStep(int place, String title, Instant begun) {
        this.place = place;
        this.title = title.replace('\n', ' ');
        this.begun = begun;
    }

    int place() {
        return place;
    }

    String title() {
        return title;
    }

    boolean isRunning() {
        return ended == null;
    }

    boolean isCached() {
        return state.equals("cached");
    }

    boolean isFailed() {
        return state.equals("failed");
    }

    Duration duration(Instant now) {
        return Duration.between(begun, ended == null ? now : ended);
    }

    void end(String how, Instant at) {
        state = how;
        ended = at;
    }

    /// Takes what the step has written.
    ///
    /// @return the lines that are whole now
    List<String> write(String text) {
        var all = unfinished + text;
        int end = all.lastIndexOf('\n');
        unfinished = all.substring(end + 1);
        if (end < 0) return List.of();
        var lines = all.substring(0, end).lines().map(BuildStep::shown).toList();
        lines.forEach(this::keep);
        return lines;
    }

    /// @return what was written without an end of line; empty when there is nothing
    List<String> flush() {
        if (unfinished.isEmpty()) return List.of();
        return write("\n");
    }

    private void keep(String line) {
        last.add(line);
        if (last.size() > KEPT) last.remove();
    }

    /// The last lines, at most so many.
    List<String> last(int count) {
        return last.stream().skip(Math.max(0, last.size() - count)).toList();
    }

    /// Of a line that was written over only the last text stays, and nothing in it moves the
    /// cursor.
    private static String shown(String line) {
        var text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        text = text.substring(text.lastIndexOf('\r') + 1);
        var shown = new StringBuilder();
        text.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "")
                .codePoints()
                .map(one -> one == '\t' ? ' ' : one)
                .filter(one -> !Character.isISOControl(one))
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }
}
