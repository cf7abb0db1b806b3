package dev.caisson.build;

import dev.caisson.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;

/// Port: where documents and blobs can be kept that others are to find.
public interface RemoteTarget extends AutoCloseable {
    /// The content of a blob.
    @FunctionalInterface
    interface Content {
        /// A stream of its own; closed by who asked for it.
        InputStream open(long from, long length) throws IOException;
    }

    /// Keeps a blob, unless it is there.
    void blob(Descriptor blob, Content content) throws IOException, InterruptedException;

    /// Keeps a manifest or an index under the name of the place; what it names is there.
    void manifest(Descriptor manifest, byte[] content) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
