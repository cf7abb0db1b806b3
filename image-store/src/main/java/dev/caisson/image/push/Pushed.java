package dev.caisson.image.push;

import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import org.jspecify.annotations.Nullable;

/// One tag that is at the registry now.
///
/// @param manifest or index that has the tag
/// @param whole the index, when only one image of it was pushed in its place; else null
public record Pushed(ImageReference name, Descriptor manifest, @Nullable Descriptor whole) {
    public Digest digest() {
        return manifest.digest();
    }

    /// Of the manifest in bytes.
    public long size() {
        return manifest.size();
    }
}
