package dev.caisson.stdio.driver;

import dev.caisson.stdio.LogMessage;
import dev.caisson.stdio.MessageSink;
import dev.caisson.stdio.StreamKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

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
    default void skipped(long bytes) throws IOException, InterruptedException {
        message(note(bytes));
    }

    /// What a reader is told when output is gone.
    static LogMessage note(long bytes) {
        var note = "[caisson: " + bytes + " bytes of output are gone]";
        return LogMessage.whole(
                Instant.now(),
                StreamKind.STDERR,
                ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    void close() throws IOException;
}
