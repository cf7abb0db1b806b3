package dev.caisson.stdio.driver;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// A growing JSON text in UTF-8, from bytes that need not be UTF-8. Escapes as dockerd's json-file
/// does: control characters, quotes, `<`, `>`, `&`, U+2028, U+2029, and each byte of what is no
/// UTF-8 as U+FFFD.
final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final boolean[] PLAIN = plain();
    private static final int LONGEST_ESCAPE = 6;

    private byte[] text = new byte[512];
    private int length;

    private static boolean[] plain() {
        var plain = new boolean[256];
        for (int c = 0x20; c < 0x80; c++) plain[c] = "\"\\<>&".indexOf(c) < 0;
        return plain;
    }

    byte[] array() {
        return text;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    byte[] copy() {
        return Arrays.copyOf(text, length);
    }

    /// Bytes as they are.
    JsonText raw(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, text, length, bytes.length);
        length += bytes.length;
        return this;
    }

    JsonText raw(String ascii) {
        return raw(ascii.getBytes(StandardCharsets.UTF_8));
    }

    JsonText quoted(String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        room(2);
        text[length++] = '"';
        escaped(bytes, 0, bytes.length);
        room(1);
        text[length++] = '"';
        return this;
    }

    /// `{"key":"value",…}` in the order of the map.
    JsonText object(Map<String, String> members) {
        var separator = "{";
        for (var member : members.entrySet()) {
            raw(separator).quoted(member.getKey()).raw(":").quoted(member.getValue());
            separator = ",";
        }
        return raw(members.isEmpty() ? "{}" : "}");
    }

    /// The inside of a string.
    JsonText escaped(byte[] bytes, int offset, int count) {
        room(count * LONGEST_ESCAPE);
        int end = offset + count;
        for (int at = offset; at < end; ) {
            int b = bytes[at] & 0xff;
            if (PLAIN[b]) {
                text[length++] = (byte) b;
                at++;
            } else if (b < 0x80) {
                ascii(b);
                at++;
            } else {
                at += beyondAscii(bytes, at, end);
            }
        }
        return this;
    }

    private void ascii(int b) {
        switch (b) {
            case '"', '\\' -> {
                text[length++] = '\\';
                text[length++] = (byte) b;
            }
            case '\n' -> {
                text[length++] = '\\';
                text[length++] = 'n';
            }
            case '\r' -> {
                text[length++] = '\\';
                text[length++] = 'r';
            }
            default -> unicode(b);
        }
    }

    private void unicode(int c) {
        text[length++] = '\\';
        text[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) text[length++] = HEX[c >> shift & 0xf];
    }

    /// @return the bytes taken
    private int beyondAscii(byte[] bytes, int at, int end) {
        int size = sequence(bytes, at, end);
        if (size == 0) {
            unicode(0xfffd);
            return 1;
        }
        boolean separator =
                size == 3
                        && (bytes[at] & 0xff) == 0xe2
                        && (bytes[at + 1] & 0xff) == 0x80
                        && (bytes[at + 2] & 0xfe) == 0xa8;
        if (separator) {
            unicode(0x2000 | 0x28 | bytes[at + 2] & 1);
        } else {
            System.arraycopy(bytes, at, text, length, size);
            length += size;
        }
        return size;
    }

    /// Bytes of the UTF-8 sequence here; 0 when there is none. Source: Unicode, table 3-7.
    private static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        int size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (size == 0 || at + size > end) return 0;
        int second = bytes[at + 1] & 0xff;
        int least =
                switch (first) {
                    case 0xe0 -> 0xa0;
                    case 0xf0 -> 0x90;
                    default -> 0x80;
                };
        int most =
                switch (first) {
                    case 0xed -> 0x9f;
                    case 0xf4 -> 0x8f;
                    default -> 0xbf;
                };
        if (second < least || second > most) return 0;
        for (int i = 2; i < size; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) return 0;
        }
        return size;
    }

    private void room(int more) {
        if (length + more > text.length) {
            text = Arrays.copyOf(text, Math.max(length + more, 2 * text.length));
        }
    }
}
