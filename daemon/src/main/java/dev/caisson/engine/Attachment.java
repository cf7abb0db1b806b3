package dev.caisson.engine;

import java.nio.ByteBuffer;

/// A client attached to a container's or an exec session's streams. Closing it detaches.
public interface Attachment extends OutputSource {
    /// Writes to standard input; parks while the process does not read.
    ///
    /// @return false when nobody will read any more, or the client asked to leave by its detach
    ///     keys: it may stop sending
    boolean write(ByteBuffer bytes) throws InterruptedException;

    /// The client will send no more: a half-close.
    void closeInput();
}
