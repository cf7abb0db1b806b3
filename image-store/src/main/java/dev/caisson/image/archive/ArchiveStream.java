package dev.caisson.image.archive;

import dev.caisson.image.layer.LayerCodec;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// The plain bytes of an image archive, which people keep compressed in more ways than layers are:
/// xz and bzip2 as well.
public final class ArchiveStream extends FilterInputStream {
    /// What `xz -9` needs is 65 MiB.
    private static final int XZ_MEMORY_LIMIT_KIB = 128 << 10;

    private final Source source;
    private final LayerCodec codec;

    private ArchiveStream(InputStream plain, Source source, LayerCodec codec) {
        super(plain);
        this.source = source;
        this.codec = codec;
    }

    /// The decompression failed, not the reading.
    public static final class Damaged extends IOException {
        private static final long serialVersionUID = 1;

        Damaged(LayerCodec codec, IOException cause) {
            super(codec.name().toLowerCase(Locale.ROOT) + ": " + cause.getMessage(), cause);
        }
    }

    /// @return a stream that closes `in` when it is closed
    public static InputStream of(InputStream in) throws IOException {
        var buffered = new BufferedInputStream(in);
        buffered.mark(LayerCodec.MAGIC_LENGTH);
        var start = buffered.readNBytes(LayerCodec.MAGIC_LENGTH);
        buffered.reset();
        var codec = LayerCodec.detect(start, start.length);
        return switch (codec) {
            case PLAIN, GZIP, ZSTD -> LayerCodec.decompress(buffered);
            case XZ, BZIP2 -> of(new Source(buffered), codec);
        };
    }

    private static InputStream of(Source source, LayerCodec codec) throws IOException {
        try {
            var plain =
                    codec == LayerCodec.XZ
                            ? new XZInputStream(source, XZ_MEMORY_LIMIT_KIB)
                            : new BZip2CompressorInputStream(source, true);
            return new ArchiveStream(plain, source, codec);
        } catch (IOException failure) {
            throw source.explained(failure, codec);
        }
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (IOException failure) {
            throw source.explained(failure, codec);
        }
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        try {
            return in.read(buffer, from, length);
        } catch (IOException failure) {
            throw source.explained(failure, codec);
        }
    }

    /// Remembers whether it failed.
    private static final class Source extends FilterInputStream {
        private @Nullable IOException failure;

        Source(InputStream in) {
            super(in);
        }

        IOException explained(IOException seen, LayerCodec codec) {
            return failure != null ? failure : new Damaged(codec, seen);
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException failed) {
                failure = failed;
                throw failed;
            }
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            try {
                return in.read(buffer, from, length);
            } catch (IOException failed) {
                failure = failed;
                throw failed;
            }
        }
    }
}
