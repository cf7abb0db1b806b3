package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Who reaches an open port of the host. Beyond Docker's API, and beside its [PortBinding]: there
/// are clients that compare those member by member.
///
/// @param hostPort a number
/// @param reach `loopback`, `lan` or `everyone`
/// @param source what the container takes for the client: `client`, or `host` where the engine
///     passes connections on
public record PortReach(
        @JsonProperty("HostIp") String hostIp,
        @JsonProperty("HostPort") String hostPort,
        @JsonProperty("Reach") String reach,
        @JsonProperty("Source") String source) {}
