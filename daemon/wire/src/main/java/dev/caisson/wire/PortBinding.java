package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// A port of the host.
///
/// @param hostPort a number, a range, or empty for any
public record PortBinding(
        @JsonProperty("HostIp") @Nullable String hostIp,
        @JsonProperty("HostPort") @Nullable String hostPort) {}
