package dev.caisson.build.solve;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// Texts of the history as Go prints values: `%q` and `%v` of BuildKit's records.
final class GoText {
    private GoText() {}

    /// `["a" "b"]`.
    static String quoted(List<String> words) {
        return words.stream().map(GoText::quoted).collect(Collectors.joining(" ", "[", "]"));
    }

    /// `[a b]`.
    static String plain(Collection<String> words) {
        return words.stream().collect(Collectors.joining(" ", "[", "]"));
    }

    static String quoted(String text) {
        var out = new StringBuilder("\"");
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '"' -> out.append("\\\"");
                                case '\\' -> out.append("\\\\");
                                case '\n' -> out.append("\\n");
                                case '\r' -> out.append("\\r");
                                case '\t' -> out.append("\\t");
                                default -> {
                                    if (c < 0x20 || c == 0x7f)
                                        out.append(String.format("\\x%02x", c));
                                    else out.appendCodePoint(c);
                                }
                            }
                        });
        return out.append('"').toString();
    }

    /// `"1m30s"`.
    static String quoted(Duration duration) {
        return quoted(duration(duration));
    }

    private static String duration(Duration duration) {
        if (duration.isZero()) return "0s";
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            double millis = duration.toNanos() / 1e6;
            return number(millis) + "ms";
        }
        var text = new StringBuilder();
        if (duration.toHours() > 0) text.append(duration.toHours()).append('h');
        if (duration.toMinutes() > 0) text.append(duration.toMinutesPart()).append('m');
        double seconds = duration.toSecondsPart() + duration.toNanosPart() / 1e9;
        return text.append(number(seconds)).append('s').toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /// A number as Go quotes it as a character: `'\x03'`.
    static String character(int value) {
        return value >= 0x20 && value < 0x7f
                ? "'" + (char) value + "'"
                : String.format("'\\x%02x'", value);
    }
}
