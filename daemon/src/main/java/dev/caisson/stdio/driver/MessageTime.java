package dev.caisson.stdio.driver;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Times as Go's RFC 3339 writes them: as many digits of the second as are not zero.
final class MessageTime {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final int DIGITS = 9;

    private long second = Long.MIN_VALUE;
    private String secondText = "";

    /// `2026-01-31T23:59:59.5Z`.
    byte[] bytes(Instant time) {
        if (time.getEpochSecond() != second) {
            second = time.getEpochSecond();
            secondText = SECONDS.format(time);
        }
        int digits = DIGITS;
        int rest = time.getNano();
        while (digits > 0 && rest % 10 == 0) {
            rest /= 10;
            digits--;
        }
        int head = secondText.length();
        var out = new byte[head + (digits == 0 ? 0 : digits + 1) + 1];
        for (int i = 0; i < head; i++) out[i] = (byte) secondText.charAt(i);
        for (int i = digits; i > 0; i--) {
            out[head + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        if (digits > 0) out[head] = '.';
        out[out.length - 1] = 'Z';
        return out;
    }

    static String text(Instant time) {
        return new String(new MessageTime().bytes(time), StandardCharsets.US_ASCII);
    }
}
