package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// `POST /networks/{id}/connect`.
public record ConnectNetwork(
        @JsonProperty("Container") @Nullable String container,
        @JsonProperty("EndpointConfig") @Nullable EndpointSettings endpointConfig) {}
