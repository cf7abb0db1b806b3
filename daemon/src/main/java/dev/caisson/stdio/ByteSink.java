package dev.caisson.stdio;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Where framed bytes go: one connection.
///
/// The same rules as for [OutputSink]: one virtual thread at a time, may park, takes everything,
/// the buffer is valid only during the call.
@FunctionalInterface
public interface ByteSink {
    /// @throws IOException when the receiver is gone
    void write(ByteBuffer bytes) throws IOException, InterruptedException;
}
