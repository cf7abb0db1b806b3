package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to `POST /build/prune`.
public record CachePruned(
        @JsonProperty("CachesDeleted") @Nullable List<String> cachesDeleted,
        @JsonProperty("SpaceReclaimed") long spaceReclaimed) {}
