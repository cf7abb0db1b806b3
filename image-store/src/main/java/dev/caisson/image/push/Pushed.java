package dev.caisson.image.push;

import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;

/// One tag that is at the registry now.
///
/// @param size of the manifest in bytes
public record Pushed(ImageReference name, Digest digest, long size) {}
