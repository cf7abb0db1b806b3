package dev.caisson.image.blob;

import dev.caisson.image.Digest;

/// Content that is in the store.
///
/// @param size in bytes
public record Blob(Digest digest, long size) {}
