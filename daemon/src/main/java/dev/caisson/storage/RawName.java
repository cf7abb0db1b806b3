package dev.caisson.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;

/// Turns names that are bytes, one a character, into the strings that `sys` passes on: UTF-8 where
/// it is, a lone surrogate for each byte where it is not; and back.
final class RawName {
    private RawName() {}

    static String toSys(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) >= 0x80) return decoded(raw.getBytes(ISO_8859_1));
        }
        return raw;
    }

    /// The way back: one character a byte.
    static String toRaw(String name) {
        int plain = 0;
        while (plain < name.length() && name.charAt(plain) < 0x80) plain++;
        if (plain == name.length()) return name;
        var raw = new StringBuilder(name.length() + 16);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0xdc80 && c <= 0xdcff) {
                raw.append((char) (c & 0xff));
                continue;
            }
            int end = Character.isHighSurrogate(c) ? i + 2 : i + 1;
            var bytes = name.substring(i, Math.min(end, name.length())).getBytes(UTF_8);
            raw.append(new String(bytes, ISO_8859_1));
            i = end - 1;
        }
        return raw.toString();
    }

    private static String decoded(byte[] bytes) {
        var decoder = UTF_8.newDecoder();
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isUnderflow()) break;
            // The bytes that are no character keep their value.
            for (int i = 0; i < result.length(); i++) out.put((char) (0xdc00 | in.get() & 0xff));
        }
        return out.flip().toString();
    }
}
