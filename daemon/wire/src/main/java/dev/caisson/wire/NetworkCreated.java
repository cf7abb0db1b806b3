package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The answer to `POST /networks/create`.
public record NetworkCreated(
        @JsonProperty("Id") String id, @JsonProperty("Warning") String warning) {}
