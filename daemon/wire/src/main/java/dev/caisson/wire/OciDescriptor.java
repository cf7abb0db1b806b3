package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A descriptor of an OCI image.
public record OciDescriptor(
        @JsonProperty("mediaType") String mediaType,
        @JsonProperty("digest") String digest,
        @JsonProperty("size") long size,
        @JsonProperty("urls") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable List<String> urls,
        @JsonProperty("annotations") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable Map<String, String> annotations,
        @JsonProperty("platform") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable OciPlatform platform) {}
