package dev.caisson.image;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says what a blob is and where to find it. Source: image-spec descriptor.md.
///
/// @param size of the content in bytes
/// @param platform only in an index
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        Map<String, String> annotations,
        @Nullable Platform platform) {
    public Descriptor {
        annotations = Map.copyOf(annotations);
    }

    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, Map.of(), null);
    }

    /// Without annotations and platform.
    public Descriptor bare() {
        return new Descriptor(mediaType, digest, size);
    }

    public Descriptor withAnnotations(Map<String, String> other) {
        return new Descriptor(mediaType, digest, size, other, platform);
    }
}
