package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One event. The first three members are what clients before 1.22 read.
///
/// @param time seconds since 1970
/// @param timeNano nanoseconds since 1970
public record EventMessage(
        @JsonProperty("status") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String status,
        @JsonProperty("id") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String id,
        @JsonProperty("from") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String from,
        @JsonProperty("Type") String type,
        @JsonProperty("Action") String action,
        @JsonProperty("Actor") Actor actor,
        @JsonProperty("scope") @JsonInclude(JsonInclude.Include.NON_EMPTY) String scope,
        @JsonProperty("time") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long time,
        @JsonProperty("timeNano") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long timeNano) {
    /// What it happened to.
    public record Actor(
            @JsonProperty("ID") String id,
            @JsonProperty("Attributes") Map<String, String> attributes) {}
}
