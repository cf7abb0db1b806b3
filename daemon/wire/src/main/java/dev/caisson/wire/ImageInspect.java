package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer to `GET /images/{name}/json`.
public record ImageInspect(
        @JsonProperty("Id") String id,
        @JsonProperty("RepoTags") @Nullable List<String> repoTags,
        @JsonProperty("RepoDigests") @Nullable List<String> repoDigests,
        @JsonUnwrapped Origin origin,
        @JsonProperty("Architecture") String architecture,
        @JsonProperty("Variant") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String variant,
        @JsonProperty("Os") String os,
        @JsonProperty("OsVersion") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String osVersion,
        @JsonProperty("Size") long size,
        @JsonProperty("GraphDriver") GraphDriver graphDriver,
        @JsonProperty("RootFS") RootFs rootFs,
        @JsonProperty("Metadata") Metadata metadata,
        @JsonProperty("Descriptor") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable OciDescriptor descriptor,
        @JsonProperty("Manifests") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<ImageManifestSummary> manifests,
        @JsonProperty("Config") @Nullable Config config) {
    /// Where it comes from.
    public record Origin(
            @JsonProperty("Parent") String parent,
            @JsonProperty("Comment") String comment,
            @JsonProperty("Created") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String created,
            @JsonProperty("DockerVersion") String dockerVersion,
            @JsonProperty("Author") String author) {}

    /// Its layers, lowest first.
    public record RootFs(
            @JsonProperty("Type") String type,
            @JsonProperty("Layers") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    List<String> layers) {}

    /// What the engine remembers about it.
    public record Metadata(@JsonProperty("LastTagTime") String lastTagTime) {}

    /// What containers of it run by default. Source: dockerspec.DockerOCIImageConfig.
    public record Config(
            @JsonProperty("ArgsEscaped") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                    boolean argsEscaped,
            @JsonProperty("Cmd") @Nullable List<String> cmd,
            @JsonProperty("Entrypoint") @Nullable List<String> entrypoint,
            @JsonProperty("Env") @Nullable List<String> env,
            @JsonProperty("ExposedPorts") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable Map<String, Nothing> exposedPorts,
            @JsonProperty("Healthcheck") @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Healthcheck healthcheck,
            @JsonProperty("Labels") @Nullable Map<String, String> labels,
            @JsonProperty("OnBuild") @Nullable List<String> onBuild,
            @JsonProperty("Shell") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable List<String> shell,
            @JsonProperty("StopSignal") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String stopSignal,
            @JsonProperty("User") String user,
            @JsonProperty("Volumes") @Nullable Map<String, Nothing> volumes,
            @JsonProperty("WorkingDir") String workingDir) {}
}
