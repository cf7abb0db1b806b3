package dev.caisson.container.plan;

import dev.caisson.container.request.Limits;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.Resources;
import dev.caisson.spec.Resources.DeviceRule;
import dev.caisson.spec.Resources.DeviceValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Limits in the kernel's units. They have passed [LimitChecks].
public final class LimitPlan {
    private static final long CPU_PERIOD = 100_000;
    private static final Long UNLIMITED = -1L;

    private LimitPlan() {}

    /// @throws InvalidInput `LIMIT_INVALID` for a path that is no block device
    public static Resources of(Limits limits, List<DeviceRule> rules, DeviceLookup host) {
        var pids = limits.pids();
        return of(limits, pids == null || pids <= 0 ? null : pids, rules, host);
    }

    /// The same for a cgroup that has other limits, which may have to be taken back. Device rules
    /// stay as they are.
    public static Resources ofUpdate(Limits limits, DeviceLookup host) {
        var pids = limits.pids();
        return of(limits, pids != null && pids <= 0 ? UNLIMITED : pids, List.of(), host);
    }

    private static Resources of(
            Limits limits, @Nullable Long pids, List<DeviceRule> rules, DeviceLookup host) {
        return new Resources(
                memory(limits.memory()),
                cpu(limits.cpu()),
                pids,
                blockIo(limits.blockIo(), host),
                rules);
    }

    private static Resources.Memory memory(Limits.MemoryLimits asked) {
        Long swap = positiveOrUnlimited(asked.swap());
        if (asked.limit() > 0 && asked.swap() == 0) swap = 2 * asked.limit();
        var swappiness = asked.swappiness();
        return new Resources.Memory(
                positiveOrUnlimited(asked.limit()),
                swap,
                positiveOrUnlimited(asked.reservation()),
                swappiness == null || swappiness < 0 ? null : swappiness.intValue(),
                Boolean.TRUE.equals(asked.oomKillDisable()));
    }

    private static Resources.Cpu cpu(Limits.CpuLimits asked) {
        Long quota = positiveOrUnlimited(asked.quotaMicros());
        Long period = positiveOrUnlimited(asked.periodMicros());
        if (asked.nanoCpus() > 0) {
            period = CPU_PERIOD;
            quota = asked.nanoCpus() / (1_000_000_000 / CPU_PERIOD);
        }
        return new Resources.Cpu(
                positiveOrUnlimited(asked.shares()),
                quota,
                period,
                positiveOrUnlimited(asked.realtimeRuntimeMicros()),
                positiveOrUnlimited(asked.realtimePeriodMicros()),
                asked.cpus().isEmpty() ? null : asked.cpus(),
                asked.mems().isEmpty() ? null : asked.mems());
    }

    private static Resources.BlockIo blockIo(Limits.BlockIoLimits asked, DeviceLookup host) {
        return new Resources.BlockIo(
                asked.weight() == 0 ? null : asked.weight(),
                values(asked.weightDevices(), host),
                values(asked.readBytesPerSecond(), host),
                values(asked.writeBytesPerSecond(), host),
                values(asked.readOperationsPerSecond(), host),
                values(asked.writeOperationsPerSecond(), host));
    }

    private static List<DeviceValue> values(List<Limits.PathValue> asked, DeviceLookup host) {
        return asked.stream().map(value -> value(value, host)).toList();
    }

    private static DeviceValue value(Limits.PathValue asked, DeviceLookup host) {
        var device = host.at(asked.path());
        if (device.isEmpty() || device.get().type() != 'b') {
            throw new InvalidInput(
                    FaultCode.LIMIT_INVALID, asked.path() + " is not a block device of this host");
        }
        return new DeviceValue(device.get().major(), device.get().minor(), asked.value());
    }

    private static @Nullable Long positiveOrUnlimited(long value) {
        return value == 0 ? null : value;
    }
}
