package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to `GET /exec/{id}/json`.
///
/// @param exitCode null until it ended
/// @param detachKeys the bytes, in base 64
public record ExecInspect(
        @JsonProperty("ID") String id,
        @JsonProperty("Running") boolean running,
        @JsonProperty("ExitCode") @Nullable Integer exitCode,
        @JsonProperty("ProcessConfig") Command processConfig,
        @JsonProperty("OpenStdin") boolean openStdin,
        @JsonProperty("OpenStderr") boolean openStderr,
        @JsonProperty("OpenStdout") boolean openStdout,
        @JsonProperty("CanRemove") boolean canRemove,
        @JsonProperty("ContainerID") String containerID,
        @JsonProperty("DetachKeys") String detachKeys,
        @JsonProperty("Pid") int pid) {
    /// The process.
    public record Command(
            @JsonProperty("tty") boolean tty,
            @JsonProperty("entrypoint") String entrypoint,
            @JsonProperty("arguments") List<String> arguments,
            @JsonProperty("privileged") boolean privileged,
            @JsonProperty("user") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String user) {}
}
