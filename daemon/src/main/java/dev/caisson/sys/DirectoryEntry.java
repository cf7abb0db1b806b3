package dev.caisson.sys;

/// One name in a directory. Layout: `struct linux_dirent64`, include/linux/dirent.h.
///
/// @param name without a slash; bytes that are not UTF-8 are lone surrogates (see the room's page)
/// @param inode its inode number
/// @param type [FileMode] `S_IF*` of what it names, or 0 when the file system does not tell
public record DirectoryEntry(String name, long inode, int type) {
    /// Whether this is a directory (not a link to one).
    public boolean isDirectory() {
        return type == FileMode.S_IFDIR;
    }
}
