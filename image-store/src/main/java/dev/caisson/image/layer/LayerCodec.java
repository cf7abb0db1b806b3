package dev.caisson.image.layer;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// How bytes are compressed, found out from their first ones, whatever a media type says.
public enum LayerCodec {
    PLAIN,
    GZIP,
    ZSTD,
    /// Recognised, in order to say that it is not supported.
    XZ,
    BZIP2;

    /// How many bytes [#detect] looks at.
    public static final int MAGIC_LENGTH = 6;

    private static final int BUFFER = 1 << 16;
    // 128 MiB: what `zstd --ultra -22 --long=27` needs and zstd's own tools allow unasked.
    private static final int WINDOW_LOG_LIMIT = 27;
    private static final int SKIPPABLE_FRAME = 0x184d2a50;

    /// @param start the first bytes, as many as there are up to [#MAGIC_LENGTH]
    public static LayerCodec detect(byte[] start, int length) {
        if (begins(start, length, 0x1f, 0x8b, 0x08)) return GZIP;
        if (begins(start, length, 0x28, 0xb5, 0x2f, 0xfd)) return ZSTD;
        if (length >= 4 && (little(start) & 0xffff_fff0) == SKIPPABLE_FRAME) return ZSTD;
        if (begins(start, length, 0xfd, '7', 'z', 'X', 'Z', 0)) return XZ;
        if (begins(start, length, 'B', 'Z', 'h')) return BZIP2;
        return PLAIN;
    }

    /// Decompresses a stream of any supported sort.
    ///
    /// @return a stream that closes `in` when it is closed
    /// @throws UnsupportedCodec for xz and bzip2
    public static InputStream decompress(InputStream in) throws IOException {
        var buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(MAGIC_LENGTH);
        var start = buffered.readNBytes(MAGIC_LENGTH);
        buffered.reset();
        var codec = detect(start, start.length);
        return switch (codec) {
            case PLAIN -> buffered;
            case GZIP -> new GZIPInputStream(buffered, BUFFER);
            case ZSTD -> {
                var zstd = new ZstdInputStream(buffered);
                zstd.setLongMax(WINDOW_LOG_LIMIT);
                yield zstd;
            }
            case XZ, BZIP2 -> throw new UnsupportedCodec(codec);
        };
    }

    /// Packs what is written with zstd; closing it ends the frame and closes the other.
    public static OutputStream zstd(OutputStream out) throws IOException {
        return new ZstdOutputStream(out);
    }

    private static boolean begins(byte[] start, int length, int... magic) {
        if (length < magic.length) return false;
        for (int i = 0; i < magic.length; i++) {
            if ((start[i] & 0xff) != magic[i]) return false;
        }
        return true;
    }

    private static int little(byte[] b) {
        return (b[0] & 0xff) | (b[1] & 0xff) << 8 | (b[2] & 0xff) << 16 | b[3] << 24;
    }

    /// A compression nobody undoes here.
    public static final class UnsupportedCodec extends IOException {
        private static final long serialVersionUID = 1;

        UnsupportedCodec(LayerCodec codec) {
            super(
                    "it is compressed with "
                            + codec.name().toLowerCase(Locale.ROOT)
                            + "; only gzip, zstd and none are supported");
        }
    }
}
