package dev.caisson.cli.build;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Tells an archive from text.
final class Archives {
    /// How many bytes are enough.
    static final int HEAD = 512;

    private static final int TAR_MAGIC = 257;
    private static final List<byte[]> COMPRESSED =
            List.of(
                    HexFormat.of().parseHex("1f8b08"), // gzip
                    HexFormat.of().parseHex("425a68"), // bzip2
                    HexFormat.of().parseHex("fd377a585a00"), // xz
                    HexFormat.of().parseHex("28b52ffd")); // zstd

    private Archives() {}

    static boolean isOne(byte[] head) {
        var magic = "ustar".getBytes(StandardCharsets.US_ASCII);
        boolean isTar =
                head.length >= TAR_MAGIC + magic.length
                        && Arrays.equals(
                                head, TAR_MAGIC, TAR_MAGIC + magic.length, magic, 0, magic.length);
        return isTar || COMPRESSED.stream().anyMatch(begin -> startsWith(head, begin));
    }

    private static boolean startsWith(byte[] head, byte[] begin) {
        return head.length >= begin.length
                && Arrays.equals(head, 0, begin.length, begin, 0, begin.length);
    }
}
