package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// A mount as a container has it.
public record MountPoint(
        @JsonProperty("Type") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String type,
        @JsonProperty("Name") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String name,
        @JsonProperty("Source") String source,
        @JsonProperty("Destination") String destination,
        @JsonProperty("Driver") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String driver,
        @JsonProperty("Mode") String mode,
        @JsonProperty("RW") boolean rw,
        @JsonProperty("Propagation") String propagation) {}
