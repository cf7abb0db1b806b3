package dev.caisson.image;

/// A layer that is in the store, as a blob and unpacked.
///
/// @param size of its files in bytes
public record StoredLayer(Digest diffId, Descriptor blob, long size) {}
