package dev.caisson.sys;

/// What `statfs(2)` tells about a file system. Layout: `struct statfs`, asm-generic/statfs.h.
///
/// @param type magic number, see [FilesystemMagic]
/// @param blockSize bytes per block
/// @param blocks all blocks
/// @param freeBlocks free ones
/// @param availableBlocks free ones for unprivileged users
/// @param files all inodes
/// @param freeFiles free inodes
/// @param maximumName longest file name in bytes
/// @param flags `ST_*` mount flags
public record FilesystemStatus(
        long type,
        long blockSize,
        long blocks,
        long freeBlocks,
        long availableBlocks,
        long files,
        long freeFiles,
        long maximumName,
        long flags) {}
