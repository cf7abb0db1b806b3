package dev.caisson.cli.arguments;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `KEY=VALUE` entries of a list flag.
public final class Pairs {
    private Pairs() {}

    /// @return in the order of the keys' first mention; a key alone has an empty value, the last
    ///     value of a key given twice counts
    public static Map<String, String> of(List<String> entries) {
        var pairs = new LinkedHashMap<String, String>();
        for (var entry : entries) {
            int equals = entry.indexOf('=');
            if (equals < 0) pairs.put(entry, "");
            else pairs.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        return pairs;
    }
}
