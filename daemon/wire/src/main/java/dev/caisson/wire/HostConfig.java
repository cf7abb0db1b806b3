package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How to run it on this host. Flat in JSON; here the fields are grouped by what they are about.
public record HostConfig(
        @JsonUnwrapped Storage storage,
        @JsonUnwrapped Networking networking,
        @JsonUnwrapped Lifecycle lifecycle,
        @JsonUnwrapped Namespaces namespaces,
        @JsonUnwrapped Security security,
        @JsonUnwrapped Resources resources) {
    /// Where its files come from.
    ///
    /// @param binds `source:target[:options]`
    /// @param tmpfs mount options by target
    public record Storage(
            @JsonProperty("Binds") @Nullable List<String> binds,
            @JsonProperty("VolumeDriver") @Nullable String volumeDriver,
            @JsonProperty("VolumesFrom") @Nullable List<String> volumesFrom,
            @JsonProperty("StorageOpt") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable Map<String, String> storageOpt,
            @JsonProperty("Tmpfs") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable Map<String, String> tmpfs,
            @JsonProperty("ShmSize") long shmSize,
            @JsonProperty("Mounts") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable List<Mount> mounts) {}

    /// How it is reached.
    ///
    /// @param portBindings host ports by `port/protocol`
    public record Networking(
            @JsonProperty("NetworkMode") @Nullable String networkMode,
            @JsonProperty("PortBindings")
                    @Nullable Map<String, @Nullable List<PortBinding>> portBindings,
            @JsonProperty("PublishAllPorts") boolean publishAllPorts,
            @JsonProperty("Dns") @Nullable List<String> dns,
            @JsonProperty("DnsOptions") @Nullable List<String> dnsOptions,
            @JsonProperty("DnsSearch") @Nullable List<String> dnsSearch,
            @JsonProperty("ExtraHosts") @Nullable List<String> extraHosts,
            @JsonProperty("Links") @Nullable List<String> links) {}

    /// What happens before, after and around it.
    ///
    /// @param consoleSize height and width
    /// @param init null for the daemon's default
    public record Lifecycle(
            @JsonProperty("ContainerIDFile") @Nullable String containerIdFile,
            @JsonProperty("LogConfig") @Nullable LogConfig logConfig,
            @JsonProperty("RestartPolicy") @Nullable RestartPolicy restartPolicy,
            @JsonProperty("AutoRemove") boolean autoRemove,
            @JsonProperty("ConsoleSize") @Nullable List<Integer> consoleSize,
            @JsonProperty("Annotations") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable Map<String, String> annotations,
            @JsonProperty("Runtime") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String runtime,
            @JsonProperty("Init") @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Boolean init) {}

    /// Which namespaces it shares, with whom.
    public record Namespaces(
            @JsonProperty("CgroupnsMode") @Nullable String cgroupnsMode,
            @JsonProperty("IpcMode") @Nullable String ipcMode,
            @JsonProperty("Cgroup") @Nullable String cgroup,
            @JsonProperty("PidMode") @Nullable String pidMode,
            @JsonProperty("UTSMode") @Nullable String utsMode,
            @JsonProperty("UsernsMode") @Nullable String usernsMode,
            @JsonProperty("Isolation") @Nullable String isolation) {}

    /// What it may do.
    public record Security(
            @JsonProperty("CapAdd")
                    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                    @Nullable List<String> capAdd,
            @JsonProperty("CapDrop")
                    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                    @Nullable List<String> capDrop,
            @JsonProperty("GroupAdd") @Nullable List<String> groupAdd,
            @JsonProperty("OomScoreAdj") int oomScoreAdj,
            @JsonProperty("Privileged") boolean privileged,
            @JsonProperty("ReadonlyRootfs") boolean readonlyRootfs,
            @JsonProperty("SecurityOpt") @Nullable List<String> securityOpt,
            @JsonProperty("Sysctls") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable Map<String, String> sysctls,
            @JsonProperty("MaskedPaths") @Nullable List<String> maskedPaths,
            @JsonProperty("ReadonlyPaths") @Nullable List<String> readonlyPaths) {}

    /// A log driver.
    public record LogConfig(
            @JsonProperty("Type") @Nullable String type,
            @JsonProperty("Config") @Nullable Map<String, String> config) {}
}
