package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to `POST /networks/prune`.
public record NetworksPruned(
        @JsonProperty("NetworksDeleted") @Nullable List<String> networksDeleted) {}
