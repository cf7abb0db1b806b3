package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One line of `GET /containers/json`.
///
/// @param created seconds since 1970
public record ContainerSummary(
        @JsonProperty("Id") String id,
        @JsonProperty("Names") List<String> names,
        @JsonProperty("Image") String image,
        @JsonProperty("ImageID") String imageID,
        @JsonProperty("Command") String command,
        @JsonProperty("Created") long created,
        @JsonProperty("Ports") List<Port> ports,
        @JsonProperty("SizeRw") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long sizeRw,
        @JsonProperty("SizeRootFs") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long sizeRootFs,
        @JsonProperty("SizeLog") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long sizeLog,
        @JsonProperty("Labels") Map<String, String> labels,
        @JsonProperty("State") String state,
        @JsonProperty("Status") String status,
        @JsonProperty("HostConfig") Host hostConfig,
        @JsonProperty("NetworkSettings") Networks networkSettings,
        @JsonProperty("Mounts") List<MountPoint> mounts) {
    /// A port of the container and where it is published.
    ///
    /// @param reach who can reach it: `loopback`, `lan` or `everyone`; null where it is not open
    public record Port(
            @JsonProperty("IP") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String ip,
            @JsonProperty("PrivatePort") int privatePort,
            @JsonProperty("PublicPort") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                    int publicPort,
            @JsonProperty("Type") String type,
            @JsonProperty("Reach") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String reach) {}

    /// What is shown of the host configuration.
    public record Host(
            @JsonProperty("NetworkMode") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String networkMode,
            @JsonProperty("Annotations") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable Map<String, String> annotations) {}

    /// What is shown of the network settings.
    public record Networks(@JsonProperty("Networks") Map<String, EndpointSettings> networks) {}
}
