package dev.caisson.front.registry;

import java.util.Optional;
import java.util.regex.Pattern;

/// A part of a blob. Source: RFC 9110 section 14.1.2.
///
/// @param from first byte
/// @param length of the part, at least 1
record ByteRange(long from, long length) {
    private static final Pattern VALID = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /// Whether a header asks for one part that can be understood; others are ignored.
    static boolean isOne(String header) {
        var matcher = VALID.matcher(header.strip());
        return matcher.matches() && !(matcher.group(1).isEmpty() && matcher.group(2).isEmpty());
    }

    /// @param header for which [#isOne] holds
    /// @return empty when the blob has no such part
    static Optional<ByteRange> of(String header, long size) {
        var matcher = VALID.matcher(header.strip());
        if (!matcher.matches() || size == 0) return Optional.empty();
        boolean suffix = matcher.group(1).isEmpty();
        long first = suffix ? 0 : Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? size - 1 : Long.parseLong(matcher.group(2));
        if (suffix) {
            if (last == 0) return Optional.empty();
            first = Math.max(0, size - last);
            last = size - 1;
        }
        if (first >= size || last < first) return Optional.empty();
        return Optional.of(new ByteRange(first, Math.min(last, size - 1) - first + 1));
    }

    /// As `Content-Range` says it.
    String shown(long size) {
        return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
}
