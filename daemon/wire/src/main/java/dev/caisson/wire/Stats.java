package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One sample of what a container uses.
public record Stats(
        @JsonProperty("name") @JsonInclude(JsonInclude.Include.NON_EMPTY) String name,
        @JsonProperty("id") @JsonInclude(JsonInclude.Include.NON_EMPTY) String id,
        @JsonProperty("read") String read,
        @JsonProperty("preread") String preread,
        @JsonProperty("pids_stats") Pids pidsStats,
        @JsonProperty("blkio_stats") Blkio blkioStats,
        @JsonProperty("num_procs") int numProcs,
        @JsonProperty("storage_stats") Nothing storageStats,
        @JsonProperty("cpu_stats") Cpu cpuStats,
        @JsonProperty("precpu_stats") Cpu precpuStats,
        @JsonProperty("memory_stats") Memory memoryStats,
        @JsonProperty("networks") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable Map<String, Traffic> networks) {
    /// Processes and threads.
    public record Pids(
            @JsonProperty("current") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long current,
            @JsonProperty("limit") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long limit) {}

    /// Traffic of block devices; null for not known.
    public record Blkio(
            @JsonProperty("io_service_bytes_recursive") @Nullable List<Entry> ioServiceBytes,
            @JsonProperty("io_serviced_recursive") @Nullable List<Entry> ioServiced,
            @JsonProperty("io_queue_recursive") @Nullable List<Entry> ioQueue,
            @JsonProperty("io_service_time_recursive") @Nullable List<Entry> ioServiceTime,
            @JsonProperty("io_wait_time_recursive") @Nullable List<Entry> ioWaitTime,
            @JsonProperty("io_merged_recursive") @Nullable List<Entry> ioMerged,
            @JsonProperty("io_time_recursive") @Nullable List<Entry> ioTime,
            @JsonProperty("sectors_recursive") @Nullable List<Entry> sectors) {}

    /// One device and operation.
    public record Entry(
            @JsonProperty("major") long major,
            @JsonProperty("minor") long minor,
            @JsonProperty("op") String op,
            @JsonProperty("value") long value) {}

    /// Processor time.
    ///
    /// @param systemUsage of the whole machine, in nanoseconds
    public record Cpu(
            @JsonProperty("cpu_usage") CpuUsage usage,
            @JsonProperty("system_cpu_usage") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                    long systemUsage,
            @JsonProperty("online_cpus") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                    int onlineCpus,
            @JsonProperty("throttling_data") Throttling throttling) {}

    /// Processor time, in nanoseconds.
    public record CpuUsage(
            @JsonProperty("total_usage") long total,
            @JsonProperty("percpu_usage") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable List<Long> perCpu,
            @JsonProperty("usage_in_kernelmode") long kernel,
            @JsonProperty("usage_in_usermode") long user) {}

    /// How often the quota was used up.
    public record Throttling(
            @JsonProperty("periods") long periods,
            @JsonProperty("throttled_periods") long throttledPeriods,
            @JsonProperty("throttled_time") long throttledTime) {}

    /// Memory, in bytes.
    public record Memory(
            @JsonProperty("usage") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long usage,
            @JsonProperty("max_usage") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long maxUsage,
            @JsonProperty("stats") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable Map<String, Long> stats,
            @JsonProperty("failcnt") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long failures,
            @JsonProperty("limit") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long limit) {}

    /// Traffic of one network device.
    public record Traffic(
            @JsonProperty("rx_bytes") long rxBytes,
            @JsonProperty("rx_packets") long rxPackets,
            @JsonProperty("rx_errors") long rxErrors,
            @JsonProperty("rx_dropped") long rxDropped,
            @JsonProperty("tx_bytes") long txBytes,
            @JsonProperty("tx_packets") long txPackets,
            @JsonProperty("tx_errors") long txErrors,
            @JsonProperty("tx_dropped") long txDropped) {}
}
