package dev.caisson.engine;

/// A client attached to a container's or an exec session's streams. Closing it detaches.
public interface Attachment extends OutputSource {
    /// Writes to standard input; blocks while the process does not read.
    ///
    /// @return false when nobody will read any more: the client may stop sending
    boolean write(byte[] bytes, int offset, int length);

    /// The client will send no more: a half-close.
    void closeInput();
}
