package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// `POST /networks/{id}/disconnect`.
public record DisconnectNetwork(
        @JsonProperty("Container") @Nullable String container,
        @JsonProperty("Force") boolean force) {}
