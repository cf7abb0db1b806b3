package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The body of every error.
public record ErrorAnswer(@JsonProperty("message") String message) {}
