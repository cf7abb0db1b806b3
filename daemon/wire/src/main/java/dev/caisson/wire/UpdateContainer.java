package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/// The body of `POST /containers/{id}/update`.
public record UpdateContainer(
        @JsonUnwrapped Resources resources,
        @JsonProperty("RestartPolicy") @Nullable RestartPolicy restartPolicy) {}
