package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/// A secret, without its content; not of Docker's API.
public record StoredSecret(
        @JsonProperty("ID") String id,
        @JsonProperty("Name") String name,
        @JsonProperty("CreatedAt") String createdAt,
        @JsonProperty("Labels") Map<String, String> labels) {}
