package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// A port on which this host's images are served as a registry; not of Docker's API.
public record ServedRegistry(
        @JsonProperty("Listen") String listen,
        @JsonProperty("Writable") boolean writable,
        @JsonProperty("Exposed") boolean exposed) {}
