package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The answer to `GET /volumes`.
public record VolumeList(
        @JsonProperty("Volumes") List<Volume> volumes,
        @JsonProperty("Warnings") @Nullable List<String> warnings) {}
