package dev.caisson.container.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a container is doing.
///
/// @param pid of its first process on the host, 0 when it does not run
/// @param exitCode of the last run, 0 while it runs
/// @param error why the last start failed; empty when it did not
/// @param startedAt null when it never ran, likewise `finishedAt`
public record StateView(
        Status status,
        int pid,
        int exitCode,
        String error,
        boolean oomKilled,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable HealthView health) {
    /// Docker's words, in lower case.
    public enum Status {
        CREATED,
        RUNNING,
        PAUSED,
        RESTARTING,
        REMOVING,
        EXITED,
        DEAD;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// Docker calls a paused container running as well.
    public boolean running() {
        return status == Status.RUNNING || status == Status.PAUSED || status == Status.RESTARTING;
    }
}
