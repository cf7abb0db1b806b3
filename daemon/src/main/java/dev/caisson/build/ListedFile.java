package dev.caisson.build;

import dev.caisson.tar.RawText;

/// A file of a client's directory as the client describes it; a stranger's words.
///
/// @param path relative, with slashes
/// @param permissions the kernel's twelve bits
/// @param size in bytes; of a file
/// @param modified in nanoseconds since 1970
/// @param changed when its content or what is known of it has changed last, in nanoseconds since
///     1970, which nobody can set; 0 when the client does not tell
/// @param link where a symbolic link leads; of a hard link the path that was named before
public record ListedFile(
        RawText path,
        Kind kind,
        int permissions,
        long size,
        long modified,
        long changed,
        RawText link) {
    /// What it is.
    public enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        HARD_LINK,
        /// What has no place in a context: sockets, devices, pipes.
        OTHER
    }
}
