package dev.caisson.image.layer;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.value.PieceInput;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/// The uncompressed bytes of a layer: counted against the limits and digested as they pass.
final class LayerStream extends PieceInput {
    private final Counted compressed;
    private final InputStream content;
    private final MessageDigest hash;
    private final Digest name;
    private final LayerLimits limits;
    private final LayerApplier.Progress progress;
    private long bytes;

    LayerStream(InputStream blob, Digest name, LayerLimits limits, LayerApplier.Progress progress)
            throws IOException {
        this.compressed = new Counted(blob);
        this.content = LayerCodec.decompress(compressed);
        this.name = name;
        this.hash = name.algorithm().start();
        this.limits = limits;
        this.progress = progress;
    }

    /// Of all that was read; call it once, at the end.
    Digest digest() {
        return Digest.of(hash.digest());
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int count = content.read(buffer, from, length);
        if (count <= 0) return count;
        hash.update(buffer, from, count);
        bytes += count;
        if (bytes > limits.bytes() + (limits.bytes() >> 3)) {
            throw exceeded(limits.bytes() + " bytes");
        }
        if (bytes > limits.ratioFrom() && bytes / limits.ratio() > compressed.count) {
            throw exceeded(limits.ratio() + " bytes for each compressed one");
        }
        progress.read(compressed.count);
        return count;
    }

    /// Frees the decompressor; the blob's stream stays open.
    @Override
    public void close() throws IOException {
        content.close();
    }

    private InvalidInput exceeded(String limit) {
        return new InvalidInput(
                FaultCode.IMAGE_LIMIT_EXCEEDED, "layer " + name, limit, "it may be a bomb");
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value >= 0) count++;
            return value;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            if (read > 0) count += read;
            return read;
        }

        @Override
        public void close() {
            // Whoever opened the blob closes it.
        }
    }
}
