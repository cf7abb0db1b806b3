package dev.caisson.stdio;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What Docker's `logs` shows before a line: its time, `2026-01-31T23:59:59.000000001Z `, always
/// with nine digits, and its attributes, `key=value,key2=value2 `, escaped as in a URL's query.
final class LinePrefix {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);
    private static final int DIGITS = 9;
    private static final byte[] NONE = {};

    private final boolean timestamps;
    private final byte[] details;
    private long second = Long.MIN_VALUE;
    private byte[] secondText = NONE;

    /// @param details null to show none
    LinePrefix(boolean timestamps, @Nullable Map<String, String> details) {
        this.timestamps = timestamps;
        this.details =
                details == null
                        ? NONE
                        : (attributes(details) + " ").getBytes(StandardCharsets.UTF_8);
    }

    boolean isEmpty() {
        return !timestamps && details.length == 0;
    }

    /// The prefix and the line in one buffer.
    ByteBuffer before(Instant time, byte[] line, int length) {
        if (timestamps && time.getEpochSecond() != second) {
            second = time.getEpochSecond();
            secondText = SECONDS.format(time).getBytes(StandardCharsets.US_ASCII);
        }
        int stamp = timestamps ? secondText.length + DIGITS + 2 : 0;
        var out = ByteBuffer.allocate(stamp + details.length + length);
        if (timestamps) {
            out.put(secondText);
            int digits = out.position();
            int rest = time.get(ChronoField.NANO_OF_SECOND);
            for (int i = DIGITS - 1; i >= 0; i--) {
                out.put(digits + i, (byte) ('0' + rest % 10));
                rest /= 10;
            }
            out.position(digits + DIGITS).put((byte) 'Z').put((byte) ' ');
        }
        return out.put(details).put(line, 0, length).flip();
    }

    private static String attributes(Map<String, String> details) {
        return new TreeMap<>(details)
                .entrySet().stream()
                        .map(entry -> escape(entry.getKey()) + "=" + escape(entry.getValue()))
                        .collect(Collectors.joining(","));
    }

    /// As Go's url.QueryEscape, which differs from Java's in two characters.
    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
