package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Bytes of the data root that are for one thing. Not Docker's.
public record DiskAccount(
        @JsonProperty("Use") String use,
        @JsonProperty("Size") long size,
        @JsonProperty("Reclaimable") long reclaimable) {}
