package dev.caisson.container;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run that has ended, as its container remembers it.
///
/// @param started null when the program was never executed
/// @param exitCode what a shell shows
/// @param signal 0 when it exited by itself
/// @param error why it did not start, or what else is known; empty for nothing
public record PastRun(
        @Nullable Instant started,
        Instant finished,
        int exitCode,
        int signal,
        boolean oomKilled,
        String error) {
    static PastRun of(RunOutcome outcome) {
        var signal = outcome.signal();
        return new PastRun(
                outcome.started(),
                outcome.finished(),
                outcome.exitCode(),
                signal == null ? 0 : signal,
                outcome.oomKilled(),
                outcome.error());
    }
}
