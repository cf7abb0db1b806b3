package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What is at a path of a container, in a header of an answer.
///
/// @param mode in Go's bits
public record PathStat(
        @JsonProperty("name") String name,
        @JsonProperty("size") long size,
        @JsonProperty("mode") long mode,
        @JsonProperty("mtime") String modified,
        @JsonProperty("linkTarget") String linkTarget) {}
