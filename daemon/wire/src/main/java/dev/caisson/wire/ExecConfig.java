package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of `POST /containers/{id}/exec`.
public record ExecConfig(
        @JsonProperty("User") @Nullable String user,
        @JsonProperty("Privileged") boolean privileged,
        @JsonProperty("Tty") boolean tty,
        @JsonProperty("ConsoleSize") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<Integer> consoleSize,
        @JsonProperty("AttachStdin") boolean attachStdin,
        @JsonProperty("AttachStderr") boolean attachStderr,
        @JsonProperty("AttachStdout") boolean attachStdout,
        @JsonProperty("DetachKeys") @Nullable String detachKeys,
        @JsonProperty("Env") @Nullable List<String> env,
        @JsonProperty("WorkingDir") @Nullable String workingDir,
        @JsonProperty("Cmd") @Nullable List<String> cmd) {}
