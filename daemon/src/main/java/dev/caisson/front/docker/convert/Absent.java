package dev.caisson.front.docker.convert;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What stands in JSON and in records for what was not said.
final class Absent {
    /// Go's zero time.
    static final String NEVER = "0001-01-01T00:00:00Z";

    private Absent() {}

    static String text(@Nullable String written) {
        return written == null ? "" : written;
    }

    static <T> List<T> list(@Nullable List<T> written) {
        return written == null ? List.of() : written;
    }

    static <V> Map<String, V> map(@Nullable Map<String, V> written) {
        return written == null ? Map.of() : written;
    }

    static <T> @Nullable List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    /// By key, as Go writes maps.
    static <V> @Nullable SequencedMap<String, V> orNull(Map<String, V> map) {
        return map.isEmpty() ? null : new TreeMap<>(map);
    }

    static <V> SequencedMap<String, V> sorted(Map<String, V> map) {
        return new TreeMap<>(map);
    }

    static String moment(@Nullable Instant instant) {
        return instant == null ? NEVER : Moments.FORMAT.format(instant);
    }

    /// Go's RFC3339Nano: a fraction without trailing zeros. Made when first needed; formatters cost
    /// milliseconds at the start of a daemon.
    private static final class Moments {
        static final DateTimeFormatter FORMAT =
                new DateTimeFormatterBuilder()
                        .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
                        .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                        .appendLiteral('Z')
                        .toFormatter(Locale.ROOT)
                        .withZone(ZoneOffset.UTC);
    }
}
