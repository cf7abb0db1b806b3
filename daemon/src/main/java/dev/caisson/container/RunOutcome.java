package dev.caisson.container;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a run ended.
///
/// @param exitCode what a shell shows
/// @param started null when the program was never executed
/// @param failure why it could not be started again; null for a run that ended by itself
/// @param signal that ended it; 0 when it exited, null when an earlier engine did not write it
/// @param cause what else is known, such as that its holder was killed; empty for nothing
public record RunOutcome(
        int exitCode,
        boolean oomKilled,
        @Nullable Instant started,
        Instant finished,
        @Nullable StartError failure,
        String cause,
        @Nullable Integer signal) {
    /// The program may end before the engine notes that it runs: an end is never before its start.
    public RunOutcome {
        if (started != null && finished.isBefore(started)) finished = started;
    }

    /// One that no signal ended.
    RunOutcome(
            int exitCode,
            boolean oomKilled,
            @Nullable Instant started,
            Instant finished,
            @Nullable StartError failure,
            String cause) {
        this(exitCode, oomKilled, started, finished, failure, cause, 0);
    }

    /// The end of a start that failed.
    static RunOutcome neverRan(StartError error, Instant now) {
        return new RunOutcome(error.exitCode(), false, null, now, error, "");
    }

    /// The end that a container in this state has behind it; one of nothing when there was none.
    static RunOutcome last(ContainerState state, Instant now) {
        var none = new RunOutcome(0, false, null, now, null, "");
        return switch (state) {
            case ContainerState.Removing(var last) -> last == null ? none : last;
            case ContainerState.Dead(var last) -> last == null ? none : last;
            case ContainerState.Exited(var last) -> last;
            case ContainerState.Restarting(var last) -> last;
            case ContainerState.Created _, ContainerState.Running _, ContainerState.Paused _ ->
                    none;
        };
    }

    /// How long it ran; zero when it never did.
    Duration duration() {
        return started == null ? Duration.ZERO : Duration.between(started, finished);
    }

    /// What `inspect` shows as the error.
    String error() {
        return failure == null ? cause : failure.text();
    }
}
