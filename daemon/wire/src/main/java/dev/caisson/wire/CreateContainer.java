package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/// The body of `POST /containers/create`.
public record CreateContainer(
        @JsonUnwrapped ContainerConfig config,
        @JsonProperty("HostConfig") @Nullable HostConfig hostConfig,
        @JsonProperty("NetworkingConfig") @Nullable NetworkingConfig networkingConfig) {}
