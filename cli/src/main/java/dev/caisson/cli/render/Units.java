package dev.caisson.cli.render;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Sizes and times in human words, exactly as Docker's command line writes them. Source:
/// docker/go-units.
public final class Units {
    private static final String[] DECIMAL = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Units() {}

    /// Three significant digits and a decimal unit: `1.23kB`, `45.6MB`, `789B`.
    public static String size(long bytes) {
        return significant(bytes, 1000, DECIMAL, 3);
    }

    /// Four significant digits and a binary unit: `1.953GiB`.
    public static String binarySize(long bytes) {
        return significant(bytes, 1024, BINARY, 4);
    }

    private static String significant(long bytes, int base, String[] units, int digits) {
        double value = bytes;
        int unit = 0;
        while (value >= base && unit < units.length - 1) {
            value /= base;
            unit++;
        }
        return general(value, digits) + units[unit];
    }

    /// As `%.{digits}g` of Go's fmt: significant digits, trailing zeros dropped, an exponent where
    /// the digits do not reach the unit place.
    private static String general(double value, int digits) {
        var rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (rounded.signum() == 0) return "0";
        if (exponent < digits) return rounded.stripTrailingZeros().toPlainString();
        var mantissa = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
        return mantissa + String.format(Locale.ROOT, "e+%02d", exponent);
    }

    /// How long ago: `About a minute ago`, `3 weeks ago`.
    public static String ago(Instant then, Instant now) {
        return duration(Duration.between(then, now)) + " ago";
    }

    /// A length of time in one unit: `Less than a second`, `5 minutes`, `About an hour`, `2 years`.
    public static String duration(Duration length) {
        long seconds = length.toSeconds();
        if (seconds < 1) return "Less than a second";
        if (seconds == 1) return "1 second";
        if (seconds < 60) return seconds + " seconds";
        long minutes = length.toMinutes();
        if (minutes == 1) return "About a minute";
        if (minutes < 60) return minutes + " minutes";
        long hours = Math.round(length.toMillis() / 3_600_000.0);
        if (hours == 1) return "About an hour";
        if (hours < 48) return hours + " hours";
        if (hours < 24 * 7 * 2) return hours / 24 + " days";
        if (hours < 24 * 30 * 2) return hours / 24 / 7 + " weeks";
        if (hours < 24 * 365 * 2) return hours / 24 / 30 + " months";
        return (long) (length.toHours() / 24.0 / 365) + " years";
    }
}
