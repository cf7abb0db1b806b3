package dev.caisson.stdio;

import java.io.IOException;

/// Where messages of a log go. Called by one virtual thread at a time, which it may hold up.
public interface MessageSink {
    /// @throws IOException when it cannot be delivered now; the reading ends before this message
    void message(LogMessage message) throws IOException, InterruptedException;

    /// Nothing more is at hand now: what was collected should go out.
    void flush() throws IOException, InterruptedException;

    /// The reader was overtaken, or the log was not there for a while.
    ///
    /// @param bytes of the log that are gone
    void skipped(long bytes) throws IOException, InterruptedException;
}
