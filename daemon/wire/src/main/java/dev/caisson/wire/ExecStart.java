package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of `POST /exec/{id}/start`.
public record ExecStart(
        @JsonProperty("Detach") boolean detach,
        @JsonProperty("Tty") boolean tty,
        @JsonProperty("ConsoleSize") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<Integer> consoleSize) {}
