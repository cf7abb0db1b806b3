package dev.caisson.image.hosted;

import dev.caisson.image.Digest;
import java.io.IOException;
import java.io.InputStream;

/// A blob to be read, kept from being removed until this is closed.
public final class HostedContent implements AutoCloseable {
    private final Digest digest;
    private final long size;
    private final Source source;
    private final Holding.Held keeping;

    /// Where the bytes are.
    @FunctionalInterface
    interface Source {
        InputStream open(long from, long length) throws IOException;
    }

    HostedContent(Digest digest, long size, Source source, Holding.Held keeping) {
        this.digest = digest;
        this.size = size;
        this.source = source;
        this.keeping = keeping;
    }

    public Digest digest() {
        return digest;
    }

    /// In bytes.
    public long size() {
        return size;
    }

    /// @param from which byte on
    /// @param length how many
    public InputStream open(long from, long length) throws IOException {
        return source.open(from, length);
    }

    @Override
    public void close() {
        keeping.close();
    }
}
