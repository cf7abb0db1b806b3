package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of a container. Instants are RFC 3339 with nanoseconds; year 1 stands for never.
public record ContainerState(
        @JsonProperty("Status") String status,
        @JsonProperty("Running") boolean running,
        @JsonProperty("Paused") boolean paused,
        @JsonProperty("Restarting") boolean restarting,
        @JsonProperty("OOMKilled") boolean oomKilled,
        @JsonProperty("Dead") boolean dead,
        @JsonProperty("Pid") int pid,
        @JsonProperty("ExitCode") int exitCode,
        @JsonProperty("Error") String error,
        @JsonProperty("StartedAt") String startedAt,
        @JsonProperty("FinishedAt") String finishedAt,
        @JsonProperty("Health") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Health health,
        @JsonProperty("Exits") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Exit> exits) {
    /// A run that has ended; Docker has no word for it.
    ///
    /// @param signal such as `SIGKILL`; empty when it exited by itself
    /// @param duration nanoseconds it ran
    public record Exit(
            @JsonProperty("StartedAt") String startedAt,
            @JsonProperty("FinishedAt") String finishedAt,
            @JsonProperty("ExitCode") int exitCode,
            @JsonProperty("Signal") @JsonInclude(JsonInclude.Include.NON_EMPTY) String signal,
            @JsonProperty("OOMKilled") boolean oomKilled,
            @JsonProperty("Error") @JsonInclude(JsonInclude.Include.NON_EMPTY) String error,
            @JsonProperty("Duration") long duration) {}
}
