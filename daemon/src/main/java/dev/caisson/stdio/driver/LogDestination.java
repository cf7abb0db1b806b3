package dev.caisson.stdio.driver;

import dev.caisson.stdio.MessageSink;
import java.io.IOException;

/// Where a driver's messages go, while it can be reached.
public interface LogDestination extends MessageSink, AutoCloseable {
    /// How much of what it keeps belongs to the place the reading has come to, for a destination
    /// that can say; 0 for others. It was flushed just before.
    default long mark() {
        return 0;
    }

    @Override
    void close() throws IOException;
}
