package dev.caisson.value;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Lengths of time as Go writes and reads them: `1h30m`, `1.5s`, `0`. Source: Go's
/// time.ParseDuration, without a sign.
public final class GoDuration {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?)(ns|us|µs|ms|s|m|h)");

    private GoDuration() {}

    /// @return empty when it is none
    public static Optional<Duration> parse(String written) {
        if (written.equals("0")) return Optional.of(Duration.ZERO);
        var part = PART.matcher(written);
        double nanoseconds = 0;
        int end = 0;
        while (part.find() && part.start() == end) {
            nanoseconds += Double.parseDouble(part.group(1)) * nanoseconds(part.group(2));
            end = part.end();
        }
        if (end == 0 || end != written.length()) return Optional.empty();
        return Optional.of(Duration.ofNanos((long) nanoseconds));
    }

    private static double nanoseconds(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        };
    }
}
