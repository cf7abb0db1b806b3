package dev.caisson.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Limits for a control group. Null and empty mean "not asked for". Names and units are the OCI
/// runtime-spec's.
///
/// @param devices rules in order, the last that matches wins; empty to leave devices alone
/// (privileged)
public record Resources(
        Memory memory, Cpu cpu, @Nullable Long pids, BlockIo blockIo, List<DeviceRule> devices) {
    public Resources {
        devices = List.copyOf(devices);
    }

    /// Nothing limited.
    public static Resources none() {
        return new Resources(Memory.none(), Cpu.none(), null, BlockIo.none(), List.of());
    }

    /// @param limit bytes; -1 for none
    /// @param swap bytes of memory and swap together, as Docker's `--memory-swap`; -1 for no limit
    /// @param reservation bytes
    /// @param swappiness 0 to 100
    public record Memory(
            @Nullable Long limit,
            @Nullable Long swap,
            @Nullable Long reservation,
            @Nullable Integer swappiness,
            boolean oomKillDisable) {
        public static Memory none() {
            return new Memory(null, null, null, null, false);
        }
    }

    /// @param shares relative weight, 2 to 262 144
    /// @param quotaMicros per period; -1 for none
    /// @param periodMicros 1 000 to 1 000 000
    /// @param cpus list such as `0-2,4`
    /// @param mems list of memory nodes
    public record Cpu(
            @Nullable Long shares,
            @Nullable Long quotaMicros,
            @Nullable Long periodMicros,
            @Nullable Long realtimeRuntimeMicros,
            @Nullable Long realtimePeriodMicros,
            @Nullable String cpus,
            @Nullable String mems) {
        public static Cpu none() {
            return new Cpu(null, null, null, null, null, null, null);
        }
    }

    /// @param weight 10 to 1 000
    public record BlockIo(
            @Nullable Integer weight,
            List<DeviceValue> weightDevices,
            List<DeviceValue> readBytesPerSecond,
            List<DeviceValue> writeBytesPerSecond,
            List<DeviceValue> readOperationsPerSecond,
            List<DeviceValue> writeOperationsPerSecond) {
        public BlockIo {
            weightDevices = List.copyOf(weightDevices);
            readBytesPerSecond = List.copyOf(readBytesPerSecond);
            writeBytesPerSecond = List.copyOf(writeBytesPerSecond);
            readOperationsPerSecond = List.copyOf(readOperationsPerSecond);
            writeOperationsPerSecond = List.copyOf(writeOperationsPerSecond);
        }

        public static BlockIo none() {
            return new BlockIo(null, List.of(), List.of(), List.of(), List.of(), List.of());
        }
    }

    /// A number for one block device.
    public record DeviceValue(int major, int minor, long value) {}

    /// @param type `a`, `b` or `c`
    /// @param major -1 for all, likewise `minor`
    /// @param access some of `rwm`
    public record DeviceRule(boolean allow, char type, int major, int minor, String access) {}
}
