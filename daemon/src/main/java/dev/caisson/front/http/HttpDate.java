package dev.caisson.front.http;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// The date of HTTP headers. By hand, since a formatter takes milliseconds of the first answer.
final class HttpDate {
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private HttpDate() {}

    /// As `Sun, 22 Nov 2026 04:17:59 GMT`.
    static String of(Instant instant) {
        OffsetDateTime date = instant.atOffset(ZoneOffset.UTC);
        return DAYS[date.getDayOfWeek().getValue() - 1]
                + ", "
                + two(date.getDayOfMonth())
                + " "
                + MONTHS[date.getMonthValue() - 1]
                + " "
                + date.getYear()
                + " "
                + two(date.getHour())
                + ":"
                + two(date.getMinute())
                + ":"
                + two(date.getSecond())
                + " GMT";
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
