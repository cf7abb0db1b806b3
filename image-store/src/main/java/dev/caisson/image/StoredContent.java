package dev.caisson.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// The blobs of an image, kept from being removed until this is closed.
public interface StoredContent extends AutoCloseable {
    Manifest manifest();

    /// The indexes that lead to it, the outermost first; empty when its names stand for it alone.
    List<Descriptor> indexes();

    /// Looks for a document or a blob of the image, or of what else its names stand for.
    Optional<Descriptor> find(Digest digest);

    /// Reads a manifest or a configuration, verified.
    byte[] read(Descriptor descriptor);

    /// Reads a part of a blob.
    ///
    /// @param from which byte on
    /// @param length how many
    InputStream open(Digest blob, long from, long length) throws IOException;

    /// Notes that a registry has the image by this name and digest.
    void named(ImageReference name);

    @Override
    void close();
}
