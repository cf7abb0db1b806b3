package dev.caisson.container.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a container is doing.
///
/// @param pid of its first process on the host, 0 when it does not run
/// @param exitCode of the last run, 0 while it runs
/// @param error why the last start failed; empty when it did not
/// @param startedAt null when it never ran, likewise `finishedAt`
/// @param exits the last 20 runs that ended, the newest first
public record StateView(
        Status status,
        int pid,
        int exitCode,
        String error,
        boolean oomKilled,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable HealthView health,
        List<Exit> exits) {
    public StateView {
        exits = List.copyOf(exits);
    }

    /// A run that has ended.
    ///
    /// @param startedAt null when it never ran
    /// @param signal such as `SIGKILL`; empty when it exited by itself
    /// @param error empty when there is nothing to say
    public record Exit(
            @Nullable Instant startedAt,
            Instant finishedAt,
            int exitCode,
            String signal,
            boolean oomKilled,
            String error) {}

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
