package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to `POST /containers/prune`.
public record ContainersPruned(
        @JsonProperty("ContainersDeleted") @Nullable List<String> containersDeleted,
        @JsonProperty("SpaceReclaimed") long spaceReclaimed) {}
