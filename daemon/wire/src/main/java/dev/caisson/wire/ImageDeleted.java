package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// One step of a removal of an image: either a name or an id.
public record ImageDeleted(
        @JsonProperty("Untagged") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String untagged,
        @JsonProperty("Deleted") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String deleted) {}
