package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// One difference between a container and its image.
///
/// @param kind 0 modified, 1 added, 2 deleted
public record FilesystemChange(@JsonProperty("Path") String path, @JsonProperty("Kind") int kind) {}
