package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// When a container is started again after it ended.
///
/// @param name empty, `no`, `always`, `on-failure` or `unless-stopped`
public record RestartPolicy(
        @JsonProperty("Name") @Nullable String name,
        @JsonProperty("MaximumRetryCount") int maximumRetryCount) {}
