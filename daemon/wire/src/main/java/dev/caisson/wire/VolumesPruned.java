package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to `POST /volumes/prune`.
public record VolumesPruned(
        @JsonProperty("VolumesDeleted") @Nullable List<String> volumesDeleted,
        @JsonProperty("SpaceReclaimed") long spaceReclaimed) {}
