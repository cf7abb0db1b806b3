package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to `GET /volumes`.
public record VolumeList(
        @JsonProperty("Volumes") List<Volume> volumes,
        @JsonProperty("Warnings") @Nullable List<String> warnings) {}
