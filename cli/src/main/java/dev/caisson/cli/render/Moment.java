package dev.caisson.cli.render;

import dev.caisson.cli.arguments.UsageError;
import dev.caisson.value.GoDuration;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/// Points in time as users write them (`--since 10m`) and as Docker shows them.
public final class Moment {
    private static final Pattern UNIX = Pattern.compile("\\d+(\\.\\d{1,9})?");
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnnxxx", Locale.ROOT);

    private Moment() {}

    /// Nanoseconds since 1970 in the local time zone, as `events` shows them.
    public static String local(long nanoseconds) {
        var instant = Instant.ofEpochSecond(0, nanoseconds);
        return SHOWN.format(instant.atZone(ZoneId.systemDefault()));
    }

    /// A moment as the API takes it: seconds since 1970, with a fraction.
    ///
    /// @param written a unix time, a Go duration before now, or a date with or without time and
    ///     zone
    /// @throws UsageError for anything else
    public static String parameter(String written, Instant now) {
        if (UNIX.matcher(written).matches()) return written;
        var instant = parse(written, now);
        return instant.getEpochSecond() + String.format(Locale.ROOT, ".%09d", instant.getNano());
    }

    private static Instant parse(String written, Instant now) {
        var ago = GoDuration.parse(written);
        if (ago.isPresent()) return now.minus(ago.get());
        try {
            if (written.length() <= 10) {
                return LocalDate.parse(written).atStartOfDay(ZoneId.systemDefault()).toInstant();
            }
            if (written.matches(".*(Z|[+-]\\d\\d:\\d\\d)"))
                return OffsetDateTime.parse(written).toInstant();
            return LocalDateTime.parse(written).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException unreadable) {
            throw new UsageError(
                    "invalid value \""
                            + written
                            + "\": use a unix time, a duration such as 10m, or"
                            + " 2006-01-02T15:04:05");
        }
    }
}
