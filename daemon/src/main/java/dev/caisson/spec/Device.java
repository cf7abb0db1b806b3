package dev.caisson.spec;

/// A device node in the container's `/dev`.
///
/// @param path absolute path in the container
/// @param type `c`, `b`, `u` or `p`
/// @param mode permission bits, 0 to 07777
public record Device(String path, char type, int major, int minor, int mode, int uid, int gid) {}
