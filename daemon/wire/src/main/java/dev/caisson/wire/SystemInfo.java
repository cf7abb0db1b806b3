package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer to `GET /info`. Flat in JSON.
public record SystemInfo(
        @JsonProperty("ID") String id,
        @JsonUnwrapped Counts counts,
        @JsonUnwrapped Storage storage,
        @JsonProperty("Plugins") Plugins plugins,
        @JsonUnwrapped Abilities abilities,
        @JsonUnwrapped Daemon daemon,
        @JsonUnwrapped Host host,
        @JsonUnwrapped Registries registries,
        @JsonUnwrapped Proxies proxies,
        @JsonProperty("Name") String name,
        @JsonProperty("Labels") List<String> labels,
        @JsonProperty("ExperimentalBuild") boolean experimentalBuild,
        @JsonProperty("ServerVersion") String serverVersion,
        @JsonUnwrapped Runtimes runtimes,
        @JsonProperty("Swarm") Swarm swarm,
        @JsonProperty("LiveRestoreEnabled") boolean liveRestoreEnabled,
        @JsonProperty("Isolation") String isolation,
        @JsonProperty("SecurityOptions") List<String> securityOptions,
        @JsonProperty("FirewallBackend") Firewall firewall,
        @JsonProperty("CDISpecDirs") List<String> cdiSpecDirs,
        @JsonProperty("Warnings") @Nullable List<String> warnings) {
    /// How many of what there are.
    public record Counts(
            @JsonProperty("Containers") int containers,
            @JsonProperty("ContainersRunning") int containersRunning,
            @JsonProperty("ContainersPaused") int containersPaused,
            @JsonProperty("ContainersStopped") int containersStopped,
            @JsonProperty("Images") int images) {}

    /// Where things are kept.
    public record Storage(
            @JsonProperty("Driver") String driver,
            @JsonProperty("DriverStatus") List<List<String>> driverStatus,
            @JsonProperty("DockerRootDir") String dockerRootDir) {}

    /// What can be chosen from.
    public record Plugins(
            @JsonProperty("Volume") List<String> volume,
            @JsonProperty("Network") List<String> network,
            @JsonProperty("Authorization") @Nullable List<String> authorization,
            @JsonProperty("Log") List<String> log) {}

    /// What makes the rules of networks.
    public record Firewall(@JsonProperty("Driver") String driver) {}

    /// Which limits the host can apply.
    public record Abilities(
            @JsonProperty("MemoryLimit") boolean memoryLimit,
            @JsonProperty("SwapLimit") boolean swapLimit,
            @JsonProperty("CpuCfsPeriod") boolean cpuCfsPeriod,
            @JsonProperty("CpuCfsQuota") boolean cpuCfsQuota,
            @JsonProperty("CPUShares") boolean cpuShares,
            @JsonProperty("CPUSet") boolean cpuSet,
            @JsonProperty("PidsLimit") boolean pidsLimit,
            @JsonProperty("IPv4Forwarding") boolean ipv4Forwarding,
            @JsonProperty("OomKillDisable") boolean oomKillDisable) {}

    /// The daemon.
    ///
    /// @param threads under Docker's name for its goroutines
    public record Daemon(
            @JsonProperty("Debug") boolean debug,
            @JsonProperty("NFd") int fds,
            @JsonProperty("NGoroutines") int threads,
            @JsonProperty("SystemTime") String systemTime,
            @JsonProperty("LoggingDriver") String loggingDriver,
            @JsonProperty("CgroupDriver") String cgroupDriver,
            @JsonProperty("CgroupVersion") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    String cgroupVersion,
            @JsonProperty("NEventsListener") int eventListeners) {}

    /// The machine.
    public record Host(
            @JsonProperty("KernelVersion") String kernelVersion,
            @JsonProperty("OperatingSystem") String operatingSystem,
            @JsonProperty("OSVersion") String osVersion,
            @JsonProperty("OSType") String osType,
            @JsonProperty("Architecture") String architecture,
            @JsonProperty("NCPU") int cpus,
            @JsonProperty("MemTotal") long memTotal) {}

    /// Where images come from.
    public record Registries(
            @JsonProperty("IndexServerAddress") String indexServerAddress,
            @JsonProperty("RegistryConfig") RegistryConfig registryConfig) {}

    /// Registries and how they are reached.
    public record RegistryConfig(
            @JsonProperty("IndexConfigs") Map<String, Index> indexConfigs,
            @JsonProperty("InsecureRegistryCIDRs") List<String> insecureRegistryCidrs,
            @JsonProperty("Mirrors") @Nullable List<String> mirrors) {}

    /// One registry.
    public record Index(
            @JsonProperty("Mirrors") List<String> mirrors,
            @JsonProperty("Name") String name,
            @JsonProperty("Official") boolean official,
            @JsonProperty("Secure") boolean secure) {}

    /// Proxies of the daemon.
    public record Proxies(
            @JsonProperty("HttpProxy") String httpProxy,
            @JsonProperty("HttpsProxy") String httpsProxy,
            @JsonProperty("NoProxy") String noProxy) {}

    /// What starts the processes.
    public record Runtimes(
            @JsonProperty("Runtimes") Map<String, OciRuntime> runtimes,
            @JsonProperty("DefaultRuntime") String defaultRuntime,
            @JsonProperty("InitBinary") String initBinary,
            @JsonProperty("ContainerdCommit") Commit containerdCommit,
            @JsonProperty("RuncCommit") Commit runcCommit,
            @JsonProperty("InitCommit") Commit initCommit) {}

    /// One runtime.
    public record OciRuntime(@JsonProperty("path") String path) {}

    /// The revision of a part.
    public record Commit(@JsonProperty("ID") String id) {}

    /// Never part of one.
    public record Swarm(
            @JsonProperty("NodeID") String nodeId,
            @JsonProperty("NodeAddr") String nodeAddr,
            @JsonProperty("LocalNodeState") String localNodeState,
            @JsonProperty("ControlAvailable") boolean controlAvailable,
            @JsonProperty("Error") String error,
            @JsonProperty("RemoteManagers") @Nullable List<String> remoteManagers) {
        /// Not in a swarm.
        public static Swarm inactive() {
            return new Swarm("", "", "inactive", false, "", null);
        }
    }
}
