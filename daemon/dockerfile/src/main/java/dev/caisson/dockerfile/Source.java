package dev.caisson.dockerfile;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.List;

/// The text of a Dockerfile by lines, and the errors in it.
///
/// @param name as errors show it
/// @param lines without their ends
public record Source(String name, List<String> lines) {
    /// Longer files are refused; the longest known one has under 100 000 characters.
    public static final int MAX_LENGTH = 4 << 20;

    private static final int SHOWN_WIDTH = 160;

    public Source {
        lines = List.copyOf(lines);
    }

    /// @throws InvalidInput `DOCKERFILE_TOO_LONG`
    static Source of(String name, String text) {
        if (text.length() > MAX_LENGTH) {
            throw new InvalidInput(FaultCode.DOCKERFILE_TOO_LONG, name, MAX_LENGTH);
        }
        var bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return new Source(name, bare.lines().toList());
    }

    Location location(int first, int last) {
        return new Location(name, first, last);
    }

    /// An error with the line and a caret beneath the place.
    ///
    /// @param line from 1
    /// @param column from 0
    /// @param length of the place, at least 1
    InvalidInput error(int line, int column, int length, String message) {
        return new InvalidInput(
                FaultCode.DOCKERFILE_INVALID, line, message, excerpt(line, column, length));
    }

    private String excerpt(int line, int column, int length) {
        if (line < 1 || line > lines.size()) return name;
        var text = lines.get(line - 1).replace('\t', ' ');
        int from = Math.max(0, column - SHOWN_WIDTH / 2);
        var shown = text.substring(Math.min(from, text.length()));
        if (shown.length() > SHOWN_WIDTH) shown = shown.substring(0, SHOWN_WIDTH);
        int indent = column - from;
        int width = Math.max(1, Math.min(length, shown.length() - indent));
        var number = String.valueOf(line);
        return "%s:%d:%d%n  %s | %s%n  %s | %s%s"
                .formatted(
                        name,
                        line,
                        column + 1,
                        number,
                        shown,
                        " ".repeat(number.length()),
                        " ".repeat(indent),
                        "^".repeat(width));
    }
}
