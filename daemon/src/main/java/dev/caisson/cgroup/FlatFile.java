package dev.caisson.cgroup;

import java.util.LinkedHashMap;
import java.util.Map;

/// Formats of cgroup files, which the kernel documents as flat keyed files and single values.
final class FlatFile {
    private FlatFile() {}

    /// Lines of a name and a number; others are skipped.
    static Map<String, Long> parse(String text) {
        var values = new LinkedHashMap<String, Long>();
        for (var line : text.lines().toList()) {
            int space = line.indexOf(' ');
            if (space > 0 && isNumber(line.substring(space + 1)))
                values.put(line.substring(0, space), number(line.substring(space + 1)));
        }
        return values;
    }

    /// A number, or -1 for `max`; what exceeds a long, as an unlimited counter of version 1 may,
    /// is the highest long.
    static long number(String text) {
        if (text.equals("max")) return -1;
        return text.length() > 18 && !text.startsWith("-")
                ? new java.math.BigInteger(text)
                        .min(java.math.BigInteger.valueOf(Long.MAX_VALUE))
                        .longValueExact()
                : Long.parseLong(text);
    }

    private static boolean isNumber(String text) {
        return text.equals("max")
                || (!text.isEmpty()
                        && text.chars().allMatch(c -> c == '-' || Character.isDigit(c)));
    }
}
