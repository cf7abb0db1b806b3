package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Limits. Flat in JSON, and the body of an update as well.
public record Resources(
        @JsonUnwrapped Cpu cpu,
        @JsonUnwrapped Memory memory,
        @JsonUnwrapped BlockIo blockIo,
        @JsonUnwrapped Devices devices,
        @JsonProperty("CgroupParent") @Nullable String cgroupParent,
        @JsonProperty("PidsLimit") @Nullable Long pidsLimit,
        @JsonProperty("Ulimits") @Nullable List<Ulimit> ulimits,
        @JsonUnwrapped Windows windows) {
    /// Processor time. Periods and quotas are microseconds.
    public record Cpu(
            @JsonProperty("CpuShares") long cpuShares,
            @JsonProperty("NanoCpus") long nanoCpus,
            @JsonProperty("CpuPeriod") long cpuPeriod,
            @JsonProperty("CpuQuota") long cpuQuota,
            @JsonProperty("CpuRealtimePeriod") long cpuRealtimePeriod,
            @JsonProperty("CpuRealtimeRuntime") long cpuRealtimeRuntime,
            @JsonProperty("CpusetCpus") @Nullable String cpusetCpus,
            @JsonProperty("CpusetMems") @Nullable String cpusetMems) {}

    /// Memory, in bytes.
    public record Memory(
            @JsonProperty("Memory") long memory,
            @JsonProperty("KernelMemory") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                    long kernelMemory,
            @JsonProperty("KernelMemoryTCP") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                    long kernelMemoryTcp,
            @JsonProperty("MemoryReservation") long memoryReservation,
            @JsonProperty("MemorySwap") long memorySwap,
            @JsonProperty("MemorySwappiness") @Nullable Long memorySwappiness,
            @JsonProperty("OomKillDisable") @Nullable Boolean oomKillDisable) {}

    /// Traffic of block devices.
    public record BlockIo(
            @JsonProperty("BlkioWeight") int blkioWeight,
            @JsonProperty("BlkioWeightDevice") @Nullable List<WeightDevice> blkioWeightDevice,
            @JsonProperty("BlkioDeviceReadBps") @Nullable List<ThrottleDevice> blkioDeviceReadBps,
            @JsonProperty("BlkioDeviceWriteBps") @Nullable List<ThrottleDevice> blkioDeviceWriteBps,
            @JsonProperty("BlkioDeviceReadIOps") @Nullable List<ThrottleDevice> blkioDeviceReadIops,
            @JsonProperty("BlkioDeviceWriteIOps")
                    @Nullable List<ThrottleDevice> blkioDeviceWriteIops) {}

    /// Devices it sees.
    public record Devices(
            @JsonProperty("Devices") @Nullable List<DeviceMapping> devices,
            @JsonProperty("DeviceCgroupRules") @Nullable List<String> deviceCgroupRules,
            @JsonProperty("DeviceRequests") @Nullable List<DeviceRequest> deviceRequests) {}

    /// What only Windows has; shown as zeros.
    public record Windows(
            @JsonProperty("CpuCount") long cpuCount,
            @JsonProperty("CpuPercent") long cpuPercent,
            @JsonProperty("IOMaximumIOps") long ioMaximumIops,
            @JsonProperty("IOMaximumBandwidth") long ioMaximumBandwidth) {}

    /// The weight of one block device.
    public record WeightDevice(
            @JsonProperty("Path") @Nullable String path, @JsonProperty("Weight") int weight) {}

    /// The rate of one block device, per second.
    public record ThrottleDevice(
            @JsonProperty("Path") @Nullable String path, @JsonProperty("Rate") long rate) {}

    /// A device of the host under a path of the container.
    public record DeviceMapping(
            @JsonProperty("PathOnHost") @Nullable String pathOnHost,
            @JsonProperty("PathInContainer") @Nullable String pathInContainer,
            @JsonProperty("CgroupPermissions") @Nullable String cgroupPermissions) {}

    /// Devices asked from a driver, graphics cards mostly.
    ///
    /// @param count -1 for all
    /// @param capabilities any of the lists, all of one list
    public record DeviceRequest(
            @JsonProperty("Driver") @Nullable String driver,
            @JsonProperty("Count") int count,
            @JsonProperty("DeviceIDs") @Nullable List<String> deviceIds,
            @JsonProperty("Capabilities") @Nullable List<List<String>> capabilities,
            @JsonProperty("Options") @Nullable Map<String, String> options) {}

    /// A resource limit of the processes.
    ///
    /// @param name without `RLIMIT_`, lower case
    /// @param hard -1 for none, likewise `soft`
    public record Ulimit(
            @JsonProperty("Name") @Nullable String name,
            @JsonProperty("Hard") long hard,
            @JsonProperty("Soft") long soft) {}
}
