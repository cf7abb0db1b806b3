package dev.caisson.stdio;

import java.nio.ByteBuffer;

/// The standard input of a container or an exec session, seen from the daemon.
///
/// Any number of threads may write; one write is never mixed with another.
public interface ContainerInput extends AutoCloseable {
    /// Writes all bytes; parks the calling virtual thread while the process does not read.
    ///
    /// @return false when nobody will read any more: the rest was dropped
    boolean write(ByteBuffer bytes) throws InterruptedException;

    /// No more input: the process reads an end of file. On a terminal nothing happens, as with
    /// Docker. Idempotent.
    void end();

    /// Gives up the daemon's end. The process does not notice: its holder keeps one.
    @Override
    void close();
}
