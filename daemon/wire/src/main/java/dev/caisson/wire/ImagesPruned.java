package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to `POST /images/prune`.
public record ImagesPruned(
        @JsonProperty("ImagesDeleted") @Nullable List<ImageDeleted> imagesDeleted,
        @JsonProperty("SpaceReclaimed") long spaceReclaimed) {}
