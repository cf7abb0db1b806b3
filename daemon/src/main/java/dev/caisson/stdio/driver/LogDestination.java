package dev.caisson.stdio.driver;

import dev.caisson.stdio.MessageSink;
import java.io.IOException;

/// Where a driver's messages go, while it can be reached.
public interface LogDestination extends MessageSink, AutoCloseable {
    /// What of that which it keeps belongs to the place the reading has come to, for a destination
    /// that can say. It was flushed just before.
    default Mark mark() {
        return Mark.NONE;
    }

    /// The end of a file at some time.
    ///
    /// @param file its inode
    /// @param length bytes
    record Mark(long file, long length) {
        static final Mark NONE = new Mark(0, 0);
    }

    @Override
    void close() throws IOException;
}
