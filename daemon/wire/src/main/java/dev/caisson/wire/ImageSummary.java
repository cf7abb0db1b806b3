package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One line of `GET /images/json`.
///
/// @param containers -1 for not counted
/// @param created seconds since 1970
/// @param sharedSize -1 for not computed
public record ImageSummary(
        @JsonProperty("Containers") long containers,
        @JsonProperty("Created") long created,
        @JsonProperty("Id") String id,
        @JsonProperty("Labels") @Nullable Map<String, String> labels,
        @JsonProperty("ParentId") String parentId,
        @JsonProperty("RepoDigests") @Nullable List<String> repoDigests,
        @JsonProperty("RepoTags") @Nullable List<String> repoTags,
        @JsonProperty("SharedSize") long sharedSize,
        @JsonProperty("Size") long size,
        @JsonProperty("Descriptor") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable OciDescriptor descriptor,
        @JsonProperty("Manifests") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<ImageManifestSummary> manifests) {}
