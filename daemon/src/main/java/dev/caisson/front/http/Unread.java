package dev.caisson.front.http;

/// Tells what the client of a unix socket has not read yet.
@FunctionalInterface
public interface Unread {
    /// Nothing is known, so nothing is waited for.
    Unread UNKNOWN = _ -> 0;

    /// 0 when everything sent was read; otherwise any larger number. Must not block.
    ///
    /// @param fd a connected socket
    int of(int fd);
}
