package dev.caisson.stdio;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/// The log of one container, for readers. Holds nothing itself; any number may be open at once.
///
/// What a container writes from its next start on belongs to the same log. `ended` is given by the
/// caller and completes, however it does, when the holder has drained the outputs and gone: nothing
/// is written after. A reading that follows delivers everything up to there and is then complete.
/// While it is not complete the reading waits, also before the start.
public interface ContainerLog {
    /// The place after the last complete frame.
    ///
    /// @throws dev.caisson.fault.Internal `LOG_UNREADABLE`, `LOG_DAMAGED`
    LogPosition end();

    /// Where the next holder of this container begins to write: always a fresh segment, so that an
    /// incomplete frame at the end of the old one harms nobody.
    NextSegment next();

    /// @param slot name of the file, 0 to segments - 1; always (generation - 1) % segments
    /// @param generation for its header, 1 or more
    record NextSegment(int slot, long generation) {}

    /// The lines there are now: Docker's `logs`. One call of the sink is one line.
    OutputReading lines(LogQuery query);

    /// The lines there are and those that come: Docker's `logs -f`. Overtaken when too slow.
    OutputReading follow(LogQuery query, CompletionStage<?> ended);

    /// The output as it comes, from now on: a later `attach`. Overtaken when too slow.
    OutputReading stream(StreamRequest request, CompletionStage<?> ended);

    /// The same without loss: while it is behind, the holder waits, and with it the container. To
    /// be opened before the start. The holder is released by its closing or by the daemon's death.
    OutputReading foreground(StreamRequest request, CompletionStage<?> ended);

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
