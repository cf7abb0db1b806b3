package dev.caisson.front.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// The text of a status in a header: UTF-8, of which what is not printable ASCII and the percent
/// sign are written as `%XX`.
final class PercentText {
    private static final int LONGEST = 8 * 1024;
    private static final String DIGITS = "0123456789ABCDEF";

    private PercentText() {}

    /// A text that is too long loses its beginning: what matters is said last.
    static String encode(String text) {
        var cut = text.length() <= LONGEST ? text : "…" + text.substring(text.length() - LONGEST);
        var encoded = new StringBuilder();
        for (byte one : cut.getBytes(UTF_8)) {
            if (one >= ' ' && one <= '~' && one != '%') {
                encoded.append((char) one);
            } else {
                encoded.append('%').append(DIGITS.charAt(one >> 4 & 15));
                encoded.append(DIGITS.charAt(one & 15));
            }
        }
        return encoded.toString();
    }

    /// What is no such text is taken as it is.
    static String decode(String encoded) {
        var bytes = new ByteArrayOutputStream();
        var written = encoded.getBytes(US_ASCII);
        for (int at = 0; at < written.length; at++) {
            int high = at + 2 <= written.length - 1 ? Character.digit(written[at + 1], 16) : -1;
            int low = at + 2 <= written.length - 1 ? Character.digit(written[at + 2], 16) : -1;
            if (written[at] == '%' && high >= 0 && low >= 0) {
                bytes.write(high << 4 | low);
                at += 2;
            } else {
                bytes.write(written[at]);
            }
        }
        return bytes.toString(UTF_8);
    }
}
