package dev.caisson.front.buildkit;

import dev.caisson.image.Descriptor;

/// A descriptor as clients read it.
final class DescriptorText {
    private DescriptorText() {}

    /// Nothing of it needs to be escaped: a type and a digest have no such characters.
    static String of(Descriptor descriptor) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }
}
