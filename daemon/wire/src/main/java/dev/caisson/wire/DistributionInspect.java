package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// What a registry has under a name.
public record DistributionInspect(
        @JsonProperty("Descriptor") OciDescriptor descriptor,
        @JsonProperty("Platforms") List<OciPlatform> platforms) {}
