package dev.caisson.cli.create;

import dev.caisson.cli.arguments.UsageError;
import dev.caisson.value.GoDuration;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/// Sizes and lengths of time as users write them.
public final class Sizes {
    private static final Pattern SIZE =
            Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kmgtp])?(i?b)?", Pattern.CASE_INSENSITIVE);

    private Sizes() {}

    /// Bytes; units are binary, `64m` is 64 MiB. Source: docker/go-units RAMInBytes.
    ///
    /// @throws UsageError when it is no size
    public static long bytes(String flag, String written) {
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
        return GoDuration.parse(written)
                .orElseThrow(
                        () ->
                                new UsageError(
                                        "invalid argument \""
                                                + written
                                                + "\" for \""
                                                + flag
                                                + "\" flag: time: invalid duration \""
                                                + written
                                                + "\""));
    }
}
