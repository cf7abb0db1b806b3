package dev.caisson.cgroup;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One reading of the counters of a cgroup. A part is empty where its controller is missing.
///
/// @param version 1 or 2: the keys of [Memory#details] are the kernel's, and differ
public record CgroupStats(int version, Cpu cpu, Memory memory, Pids pids, BlockIo blockIo) {
    /// @param perCpuNanos one for each processor; empty on version 2
    /// @param systemNanos what all processors of the host have worked since boot
    /// @param onlineCpus processors of the host
    public record Cpu(
            long totalNanos,
            long userNanos,
            long kernelNanos,
            List<Long> perCpuNanos,
            long systemNanos,
            int onlineCpus,
            Throttling throttling) {
        public Cpu {
            perCpuNanos = List.copyOf(perCpuNanos);
        }
    }

    public record Throttling(long periods, long throttledPeriods, long throttledNanos) {
        static Throttling none() {
            return new Throttling(0, 0, 0);
        }
    }

    /// All in bytes, `failures` excepted.
    ///
    /// @param peak highest usage; null where the kernel does not tell
    /// @param limit the container's, or the host's memory where none is set
    /// @param failures how often the limit was hit; null on version 2
    /// @param details `memory.stat`
    public record Memory(
            long usage,
            @Nullable Long peak,
            long limit,
            @Nullable Long failures,
            Map<String, Long> details) {
        public Memory {
            details = Map.copyOf(details);
        }
    }

    /// @param limit null for none
    public record Pids(long current, @Nullable Long limit) {}

    public record BlockIo(List<Transfer> bytes, List<Transfer> operations) {
        public BlockIo {
            bytes = List.copyOf(bytes);
            operations = List.copyOf(operations);
        }

        static BlockIo none() {
            return new BlockIo(List.of(), List.of());
        }
    }

    /// @param operation the kernel's word with Docker's capitals on version 1 (`Read`, `Write`,
    ///     `Sync`, `Async`, `Discard`, `Total`) and `read`, `write` on version 2
    public record Transfer(int major, int minor, String operation, long value) {}
}
