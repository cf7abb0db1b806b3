package dev.caisson.cli.create;

import dev.caisson.cli.arguments.UsageError;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/// Sizes and lengths of time as users write them.
final class Sizes {
    private static final Pattern SIZE =
            Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kmgtp])?(i?b)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern DURATION =
            Pattern.compile("(\\d+(?:\\.\\d*)?)(ns|us|µs|ms|s|m|h)");

    private Sizes() {}

    /// Bytes; units are binary, `64m` is 64 MiB. Source: docker/go-units RAMInBytes.
    ///
    /// @throws UsageError when it is no size
    static long bytes(String flag, String written) {
        var match = SIZE.matcher(written.strip());
        if (!match.matches()) {
            throw new UsageError(
                    "invalid argument \""
                            + written
                            + "\" for \""
                            + flag
                            + "\" flag: invalid size: '"
                            + written
                            + "'");
        }
        double number = Double.parseDouble(match.group(1));
        var unit = match.group(2);
        int power = unit == null ? 0 : "kmgtp".indexOf(unit.toLowerCase(Locale.ROOT)) + 1;
        return (long) (number * Math.pow(1024, power));
    }

    /// As [#bytes], with -1 for no limit.
    static long bytesOrUnlimited(String flag, String written) {
        return written.strip().equals("-1") ? -1 : bytes(flag, written);
    }

    /// A Go duration, `1m30s`.
    ///
    /// @throws UsageError when it is none
    static Duration duration(String flag, String written) {
        var match = DURATION.matcher(written);
        double nanoseconds = 0;
        int end = 0;
        while (match.find() && match.start() == end) {
            nanoseconds += Double.parseDouble(match.group(1)) * nanoseconds(match.group(2));
            end = match.end();
        }
        if (written.equals("0")) return Duration.ZERO;
        if (end == 0 || end != written.length()) {
            throw new UsageError(
                    "invalid argument \""
                            + written
                            + "\" for \""
                            + flag
                            + "\" flag: time: invalid duration \""
                            + written
                            + "\"");
        }
        return Duration.ofNanos((long) nanoseconds);
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
