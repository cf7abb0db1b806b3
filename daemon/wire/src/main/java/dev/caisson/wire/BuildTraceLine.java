package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// A line of the answer to `POST /build?version=2`: news of a build as BuildKit tells it.
///
/// @param trace a StatusResponse of BuildKit's control API
@SuppressWarnings("ArrayRecordComponent") // made to be written once
public record BuildTraceLine(@JsonProperty("id") String id, @JsonProperty("aux") byte[] trace) {
    public static BuildTraceLine of(byte[] trace) {
        return new BuildTraceLine("moby.buildkit.trace", trace);
    }
}
