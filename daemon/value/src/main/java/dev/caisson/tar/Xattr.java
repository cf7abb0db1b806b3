package dev.caisson.tar;

import java.nio.ByteBuffer;

/// An extended attribute.
///
/// @param name with its namespace, as `security.capability`
/// @param value from position to limit; not to be changed
public record Xattr(String name, ByteBuffer value) {}
