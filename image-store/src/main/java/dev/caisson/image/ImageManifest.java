package dev.caisson.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One manifest of what a name stands for: the only one, or one of an index.
///
/// @param descriptor with its platform, where that is known
/// @param image what it makes; null when it is not here, or is no image
/// @param parts its configuration and layers; empty when it is not here
public record ImageManifest(
        Descriptor descriptor, Kind kind, @Nullable Image image, List<Descriptor> parts) {
    public ImageManifest {
        parts = List.copyOf(parts);
    }

    /// What a manifest is.
    public enum Kind {
        IMAGE,
        /// Says something about another manifest of the index, as buildx writes it.
        ATTESTATION,
        UNKNOWN,
    }

    /// Whether all of it is here.
    public boolean isHere() {
        return !parts.isEmpty();
    }

    /// Bytes of its blobs, also when they are not here as far as that is known.
    public long size() {
        return descriptor.size() + parts.stream().mapToLong(Descriptor::size).sum();
    }
}
