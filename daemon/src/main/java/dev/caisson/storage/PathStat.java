package dev.caisson.storage;

import dev.caisson.sys.FileTimestamp;

/// What is at a path of a container.
///
/// @param name last part of the path
/// @param mode type and permissions, [dev.caisson.sys.FileMode]
/// @param linkTarget what a link leads to, from the container's root; empty for anything else
public record PathStat(
        String name, long size, int mode, FileTimestamp modified, String linkTarget) {}
