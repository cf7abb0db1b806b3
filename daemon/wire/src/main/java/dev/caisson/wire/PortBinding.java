package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// A port of the host.
///
/// @param hostPort a number, a range, or empty for any
/// @param reach who can reach it: `loopback`, `lan` or `everyone`; null where it is not open
/// @param source what the container takes for the client: `client`, or `host` where the engine
///     passes connections on; null where it is not open
public record PortBinding(
        @JsonProperty("HostIp") @Nullable String hostIp,
        @JsonProperty("HostPort") @Nullable String hostPort,
        @JsonProperty("Reach") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String reach,
        @JsonProperty("Source") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String source) {
    /// One that was asked for.
    public static PortBinding asked(String hostIp, String hostPort) {
        return new PortBinding(hostIp, hostPort, null, null);
    }
}
