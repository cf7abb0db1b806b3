package dev.caisson.container;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a run ended.
///
/// @param exitCode what a shell shows
/// @param started null when the program was never executed
/// @param failure why it could not be started again; null for a run that ended by itself
/// @param cause what else is known, such as that its holder was killed; empty for nothing
public record RunOutcome(
        int exitCode,
        boolean oomKilled,
        @Nullable Instant started,
        Instant finished,
        @Nullable StartError failure,
        String cause) {

    /// How long it ran; zero when it never did.
    Duration duration() {
        return started == null ? Duration.ZERO : Duration.between(started, finished);
    }

    /// What `inspect` shows as the error.
    String error() {
        return failure == null ? cause : failure.text();
    }
}
