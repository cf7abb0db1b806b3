package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The platform of an OCI image.
public record OciPlatform(
        @JsonProperty("architecture") @Nullable String architecture,
        @JsonProperty("os") @Nullable String os,
        @JsonProperty("os.version") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String osVersion,
        @JsonProperty("os.features") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable List<String> osFeatures,
        @JsonProperty("variant") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String variant) {}
