package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The files of a volume as they were; not of Docker's API.
public record VolumeSnapshot(
        @JsonProperty("Name") String name, @JsonProperty("CreatedAt") String createdAt) {}
