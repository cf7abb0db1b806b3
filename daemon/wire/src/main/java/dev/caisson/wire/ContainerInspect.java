package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to `GET /containers/{id}/json`.
public record ContainerInspect(
        @JsonUnwrapped Identity identity,
        @JsonProperty("Path") String path,
        @JsonProperty("Args") List<String> args,
        @JsonProperty("State") ContainerState state,
        @JsonUnwrapped Files files,
        @JsonUnwrapped Labels labels,
        @JsonProperty("RestartCount") int restartCount,
        @JsonProperty("ExecIDs") @Nullable List<String> execIds,
        @JsonProperty("HostConfig") HostConfig hostConfig,
        @JsonProperty("GraphDriver") GraphDriver graphDriver,
        @JsonProperty("SizeRw") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long sizeRw,
        @JsonProperty("SizeRootFs") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Long sizeRootFs,
        @JsonProperty("Mounts") List<MountPoint> mounts,
        @JsonProperty("Config") ContainerConfig config,
        @JsonProperty("NetworkSettings") NetworkSettings networkSettings) {
    /// Which container it is.
    ///
    /// @param image id of the image
    /// @param name with a leading slash
    public record Identity(
            @JsonProperty("Id") String id,
            @JsonProperty("Created") String created,
            @JsonProperty("Image") String image,
            @JsonProperty("Name") String name,
            @JsonProperty("Driver") String driver,
            @JsonProperty("Platform") String platform) {}

    /// Files of the host that belong to it.
    public record Files(
            @JsonProperty("ResolvConfPath") String resolvConfPath,
            @JsonProperty("HostnamePath") String hostnamePath,
            @JsonProperty("HostsPath") String hostsPath,
            @JsonProperty("LogPath") String logPath) {}

    /// Labels of security modules.
    public record Labels(
            @JsonProperty("MountLabel") String mountLabel,
            @JsonProperty("ProcessLabel") String processLabel,
            @JsonProperty("AppArmorProfile") String appArmorProfile) {}
}
