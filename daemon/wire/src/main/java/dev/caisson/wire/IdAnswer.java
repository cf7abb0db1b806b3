package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The answer to whatever makes one thing.
public record IdAnswer(@JsonProperty("Id") String id) {}
