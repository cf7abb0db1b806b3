package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// One thing of the build cache in the answer to `GET /system/df`.
public record BuildCacheItem(
        @JsonProperty("ID") String id,
        @JsonProperty("Type") String type,
        @JsonProperty("Description") String description,
        @JsonProperty("InUse") boolean inUse,
        @JsonProperty("Shared") boolean shared,
        @JsonProperty("Size") long size,
        @JsonProperty("CreatedAt") String createdAt,
        @JsonProperty("LastUsedAt") String lastUsedAt,
        @JsonProperty("UsageCount") int usageCount) {}
