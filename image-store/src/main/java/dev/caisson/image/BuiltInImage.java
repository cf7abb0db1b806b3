package dev.caisson.image;

import java.nio.ByteBuffer;
import java.time.Instant;

/// An image made of one executable file.
///
/// @param path of the file inside the image, without a leading slash
/// @param content of the file, from position to limit; mode 0755, owned by root
public record BuiltInImage(
        ImageReference name,
        Platform platform,
        Instant created,
        ContainerDefaults defaults,
        String path,
        ByteBuffer content) {
    public BuiltInImage {
        content = ByteBuffer.allocate(content.remaining()).put(content.duplicate()).flip();
    }

    /// A fresh read-only view.
    @Override
    public ByteBuffer content() {
        return content.asReadOnlyBuffer();
    }
}
