package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The networks a new container joins, by name.
public record NetworkingConfig(
        @JsonProperty("EndpointsConfig")
                @Nullable Map<String, @Nullable EndpointSettings> endpointsConfig) {}
