package dev.caisson.front.docker;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of a request, read as Go reads them. Source: net/url ParseQuery; moby
/// api/server/httputils (behaviour).
final class Query {
    private static final int MOST = 10_000;

    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /// @param raw behind the question mark
    /// @throws InvalidInput `QUERY_INVALID` for a broken escape or a semicolon
    static Query parse(String raw) {
        var values = new HashMap<String, List<String>>();
        int count = 0;
        for (var pair : raw.split("&", -1)) {
            if (pair.isEmpty()) continue;
            if (++count > MOST) throw invalid("too many parameters");
            if (pair.indexOf(';') >= 0) throw invalid("invalid semicolon separator in query");
            int equals = pair.indexOf('=');
            var key = unescape(equals < 0 ? pair : pair.substring(0, equals));
            var value = equals < 0 ? "" : unescape(pair.substring(equals + 1));
            values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
        }
        return new Query(values);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /// The first value; empty when there is none.
    String text(String key) {
        var all = values.get(key);
        return all == null ? "" : all.getFirst();
    }

    /// The first value; null when there is none or it is empty.
    @Nullable String textOrNull(String key) {
        var text = text(key);
        return text.isEmpty() ? null : text;
    }

    List<String> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    /// Everything is true but nothing, `0`, `no`, `false` and `none`.
    boolean flag(String key) {
        return switch (text(key).strip().toLowerCase(Locale.ROOT)) {
            case "", "0", "no", "false", "none" -> false;
            default -> true;
        };
    }

    /// The same, with another value for a parameter that is not there.
    boolean flag(String key, boolean absent) {
        return has(key) ? flag(key) : absent;
    }

    /// @return null when it is not there or empty
    /// @throws InvalidInput `NUMBER_INVALID` with Go's text
    @Nullable Integer number(String key) {
        var text = text(key);
        return text.isEmpty() ? null : GoNumbers.atoi(text);
    }

    private static String unescape(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) return text;
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                bytes.write(' ');
            } else if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            } else {
                bytes.write(escaped(text, i));
                i += 2;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int escaped(String text, int percent) {
        boolean complete = percent + 2 < text.length();
        int high = complete ? hex(text, percent + 1) : -1;
        int low = complete ? hex(text, percent + 2) : -1;
        if (high < 0 || low < 0) {
            var shown = text.substring(percent, Math.min(text.length(), percent + 3));
            throw invalid("invalid URL escape \"" + shown + "\"");
        }
        return high << 4 | low;
    }

    private static int hex(String text, int at) {
        return Character.digit(text.charAt(at), 16);
    }

    private static InvalidInput invalid(String why) {
        return new InvalidInput(FaultCode.QUERY_INVALID, why);
    }
}
