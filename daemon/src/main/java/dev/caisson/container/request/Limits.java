package dev.caisson.container.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What it may use.
///
/// @param pids null or 0 for the default, -1 for no limit
/// @param cgroupParent empty for the daemon's
public record Limits(
        MemoryLimits memory,
        CpuLimits cpu,
        BlockIoLimits blockIo,
        @Nullable Long pids,
        List<Ulimit> ulimits,
        DeviceRequests devices,
        String cgroupParent) {
    public Limits {
        ulimits = List.copyOf(ulimits);
    }

    public static Limits none() {
        return new Limits(
                MemoryLimits.none(),
                CpuLimits.none(),
                BlockIoLimits.none(),
                null,
                List.of(),
                DeviceRequests.none(),
                "");
    }

    /// Bytes; 0 for no limit.
    ///
    /// @param swap memory and swap together; -1 for no limit, 0 for twice `limit`
    /// @param swappiness null or -1 for the host's
    public record MemoryLimits(
            long limit,
            long swap,
            long reservation,
            @Nullable Long swappiness,
            @Nullable Boolean oomKillDisable,
            long kernelTcp) {
        public static MemoryLimits none() {
            return new MemoryLimits(0, 0, 0, null, null, 0);
        }
    }

    /// 0 and empty for no limit.
    ///
    /// @param nanoCpus billionths of a CPU
    public record CpuLimits(
            long shares,
            long nanoCpus,
            long periodMicros,
            long quotaMicros,
            long realtimePeriodMicros,
            long realtimeRuntimeMicros,
            String cpus,
            String mems) {
        public static CpuLimits none() {
            return new CpuLimits(0, 0, 0, 0, 0, 0, "", "");
        }
    }

    /// @param weight 0 for none, else 10 to 1 000
    public record BlockIoLimits(
            int weight,
            List<PathValue> weightDevices,
            List<PathValue> readBytesPerSecond,
            List<PathValue> writeBytesPerSecond,
            List<PathValue> readOperationsPerSecond,
            List<PathValue> writeOperationsPerSecond) {
        public BlockIoLimits {
            weightDevices = List.copyOf(weightDevices);
            readBytesPerSecond = List.copyOf(readBytesPerSecond);
            writeBytesPerSecond = List.copyOf(writeBytesPerSecond);
            readOperationsPerSecond = List.copyOf(readOperationsPerSecond);
            writeOperationsPerSecond = List.copyOf(writeOperationsPerSecond);
        }

        public static BlockIoLimits none() {
            return new BlockIoLimits(0, List.of(), List.of(), List.of(), List.of(), List.of());
        }
    }

    /// A number for the block device at a path of the host.
    public record PathValue(String path, long value) {}

    /// @param name as `ulimit` knows it: `nofile`, `nproc`, …
    /// @param soft -1 for no limit, likewise `hard`
    public record Ulimit(String name, long soft, long hard) {}
}
