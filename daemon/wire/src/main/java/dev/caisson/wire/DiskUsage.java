package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to `GET /system/df`.
///
/// @param accounts every byte of the data root, when it was asked for with `accounts=1`
public record DiskUsage(
        @JsonProperty("LayersSize") long layersSize,
        @JsonProperty("Images") List<ImageSummary> images,
        @JsonProperty("Containers") List<ContainerSummary> containers,
        @JsonProperty("Volumes") List<Volume> volumes,
        @JsonProperty("BuildCache") List<BuildCacheItem> buildCache,
        @JsonProperty("Accounts") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<DiskAccount> accounts) {}
