package dev.caisson.stdio;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The log of one container, for readers. Holds nothing itself; any number may be open at once.
///
/// What a container writes from its next start on belongs to the same log. A reading that follows
/// delivers everything up to the [RunEnd] it was given and is then complete. Until then it waits,
/// also before the start.
public interface ContainerLog {
    /// The place after the last complete frame.
    ///
    /// @throws dev.caisson.fault.Internal `LOG_UNREADABLE`, `LOG_DAMAGED`
    LogPosition end();

    /// Takes away what was written so far. Readings that are open go on.
    ///
    /// @throws dev.caisson.fault.Internal `LOG_NOT_CLEARED`, `LOG_UNREADABLE`
    void clear();

    /// The lines there are now: Docker's `logs`. One call of the sink is one line.
    OutputReading lines(LogQuery query);

    /// The lines there are and those that come: Docker's `logs -f`. Overtaken when too slow.
    OutputReading follow(LogQuery query, RunEnd end);

    /// The output as it comes, from now on: a later `attach`. Overtaken when too slow.
    OutputReading stream(StreamRequest request, RunEnd end);

    /// The same without loss: while it is behind, the holder waits, and with it the container. To
    /// be opened before the start. The holder is released by its closing or by the daemon's death.
    OutputReading foreground(StreamRequest request, RunEnd end);

    /// The lines there are and those that come, as messages for a log driver.
    ///
    /// @param from null for the oldest there is
    /// @param lossless the holder waits while the reading is behind, as for [#foreground]
    MessageReading messages(@Nullable LogStart from, boolean lossless, RunEnd end);

    /// What an attached client wants.
    ///
    /// @param streams which to deliver; at least one
    /// @param history true for everything written before as well, without gap or double
    record StreamRequest(Set<StreamKind> streams, boolean history) {
        public StreamRequest {
            if (streams.isEmpty()) throw new IllegalArgumentException("no stream chosen");
            streams = Set.copyOf(streams);
        }
    }
}
