package dev.caisson.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;

/// Turns names that are bytes, one a character, into the strings that `sys` passes on: UTF-8 where
/// it is, a lone surrogate for each byte where it is not.
final class RawName {
    private RawName() {}

    static String toSys(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) >= 0x80) return decoded(raw.getBytes(ISO_8859_1));
        }
        return raw;
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
