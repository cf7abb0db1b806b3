package dev.caisson.image.pull;

import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;

/// What came of a pull.
///
/// @param name as it was asked for
/// @param digest of the manifest or index the name stands for at the registry
/// @param isNew whether the name stood for something else here, or for nothing
public record Pulled(ImageReference name, Digest digest, Image image, boolean isNew) {}
