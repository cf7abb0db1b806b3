package dev.caisson.sys;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Strings of the kernel: UTF-8 as a rule, any bytes in fact.
///
/// A byte that is not part of valid UTF-8 becomes the lone surrogate `U+DC00 + byte` and is written
/// back as that byte, so that every file name survives the round trip. Source of the idea: Python
/// PEP 383.
final class NativeText {
    private static final int ESCAPE = 0xDC00;
    private static final int FIRST_ESCAPE = 0xDC80;
    private static final int LAST_ESCAPE = 0xDCFF;

    private NativeText() {}

    /// Writes a string and its NUL.
    ///
    /// @return offset behind the NUL
    /// @throws SyscallException `EINVAL` for a NUL inside, `EILSEQ` for a lone surrogate that is no
    ///     escaped byte, `E2BIG` when the memory is too small
    static int encode(String text, ByteBuffer memory, int start) {
        int at = start;
        int length = text.length();
        if (length >= memory.capacity() - start) throw tooBig(text);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == 0) throw new SyscallException(Errno.EINVAL, "string with a NUL");
            if (c >= 0x80) return encodeRest(text, i, memory, at);
            memory.put(at++, (byte) c);
        }
        memory.put(at++, (byte) 0);
        return at;
    }

    private static int encodeRest(String text, int from, ByteBuffer memory, int start) {
        var out = memory.duplicate().position(start);
        try {
            for (int i = from; i < text.length(); ) {
                int point = text.codePointAt(i);
                encode(point, out);
                i += Character.charCount(point);
            }
            out.put((byte) 0);
        } catch (BufferOverflowException full) {
            throw tooBig(text);
        }
        return out.position();
    }

    private static void encode(int point, ByteBuffer out) {
        if (point == 0) throw new SyscallException(Errno.EINVAL, "string with a NUL");
        if (point < 0x80) {
            out.put((byte) point);
        } else if (point >= FIRST_ESCAPE && point <= LAST_ESCAPE) {
            out.put((byte) (point - ESCAPE));
        } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
            throw new SyscallException(Errno.EILSEQ, "string with a lone surrogate");
        } else if (point < 0x800) {
            out.put((byte) (0xC0 | (point >> 6))).put(tail(point));
        } else if (point < 0x10000) {
            out.put((byte) (0xE0 | (point >> 12))).put(tail(point >> 6)).put(tail(point));
        } else {
            out.put((byte) (0xF0 | (point >> 18)))
                    .put(tail(point >> 12))
                    .put(tail(point >> 6))
                    .put(tail(point));
        }
    }

    private static byte tail(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    private static SyscallException tooBig(String text) {
        return new SyscallException(Errno.E2BIG, "string of " + text.length() + " characters");
    }

    /// Reads bytes as a string; a NUL among them stays one.
    static String decode(ByteBuffer memory, int offset, int length) {
        var bytes = new byte[length];
        memory.get(offset, bytes);
        for (byte b : bytes) {
            if (b < 0) return decodeAny(ByteBuffer.wrap(bytes));
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static String decodeAny(ByteBuffer in) {
        var decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        // Never more characters than bytes, escapes included.
        var out = CharBuffer.allocate(in.remaining());
        while (true) {
            var result = decoder.decode(in, out, true);
            if (result.isUnderflow()) return out.flip().toString();
            // One byte at a time: what follows it may be valid.
            out.put((char) (ESCAPE | (in.get() & 0xFF)));
            decoder.reset();
        }
    }

    /// Length of the string at an offset, up to its NUL or the limit.
    static int length(ByteBuffer memory, int offset, int limit) {
        int end = offset;
        while (end < limit && memory.get(end) != 0) end++;
        return end - offset;
    }
}
