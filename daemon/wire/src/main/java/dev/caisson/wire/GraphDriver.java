package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the layers of a root file system are.
public record GraphDriver(
        @JsonProperty("Data") @Nullable Map<String, String> data,
        @JsonProperty("Name") String name) {}
