package dev.caisson.container.plan;

import dev.caisson.container.request.Limits;
import dev.caisson.container.request.Limits.BlockIoLimits;
import dev.caisson.container.request.Limits.CpuLimits;
import dev.caisson.container.request.Limits.MemoryLimits;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.Locale;

/// Refuses limits that cannot be meant, with Docker's texts. Source: moby daemon/daemon_unix.go,
/// verifyPlatformContainerResources.
public final class LimitChecks {
    private static final long LEAST_MEMORY = 6L << 20;
    private static final int MOST_CPUS = 8192;

    private LimitChecks() {}

    /// @param cpus of the host
    /// @throws InvalidInput `LIMIT_INVALID`
    public static void check(Limits limits, int cpus) {
        memory(limits.memory());
        cpu(limits.cpu(), cpus);
        blockIo(limits.blockIo());
        Ulimits.plan(java.util.List.of(), limits.ulimits());
    }

    private static void memory(MemoryLimits memory) {
        long limit = memory.limit();
        long swap = memory.swap();
        if (limit < 0 || (limit != 0 && limit < LEAST_MEMORY)) {
            refuse("Minimum memory limit allowed is 6MB");
        }
        if (limit > 0 && swap > 0 && swap < limit) {
            refuse("Minimum memoryswap limit should be larger than memory limit, see usage");
        }
        if (limit == 0 && swap > 0) {
            refuse("You should always set the Memory limit when using Memoryswap limit, see usage");
        }
        var swappiness = memory.swappiness();
        if (swappiness != null && (swappiness < -1 || swappiness > 100)) {
            refuse("invalid value: " + swappiness + ", valid memory swappiness range is 0-100");
        }
        long reservation = memory.reservation();
        if (reservation > 0 && reservation < LEAST_MEMORY) {
            refuse("Minimum memory reservation allowed is 6MB");
        }
        if (limit > 0 && reservation > 0 && limit < reservation) {
            refuse(
                    "Minimum memory limit can not be less than memory reservation limit, see"
                            + " usage");
        }
    }

    private static void cpu(CpuLimits cpu, int cpus) {
        if (cpu.nanoCpus() > 0 && cpu.periodMicros() > 0) {
            refuse("Conflicting options: Nano CPUs and CPU Period cannot both be set");
        }
        if (cpu.nanoCpus() > 0 && cpu.quotaMicros() > 0) {
            refuse("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        }
        if (cpu.nanoCpus() < 0 || cpu.nanoCpus() > cpus * 1_000_000_000L) {
            refuse(
                    String.format(
                            Locale.ROOT,
                            "range of CPUs is from 0.01 to %d.00, as there are only %d CPUs"
                                    + " available",
                            cpus,
                            cpus));
        }
        long period = cpu.periodMicros();
        if (period != 0 && (period < 1_000 || period > 1_000_000)) {
            refuse(
                    "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e."
                            + " 1000000)");
        }
        long quota = cpu.quotaMicros();
        if (quota > 0 && quota < 1_000) {
            refuse("CPU cfs quota can not be less than 1ms (i.e. 1000)");
        }
        if (cpu.realtimeRuntimeMicros() > 0
                && cpu.realtimePeriodMicros() > 0
                && cpu.realtimeRuntimeMicros() > cpu.realtimePeriodMicros()) {
            refuse("cpu real-time runtime cannot be higher than cpu real-time period");
        }
        if (cpu.shares() < 0) {
            refuse("invalid CPU shares (" + cpu.shares() + "): value must be a positive integer");
        }
        set(cpu.cpus(), "cpus", cpus);
        set(cpu.mems(), "mems", Integer.MAX_VALUE);
    }

    /// A list of numbers and ranges, such as `0-2,4`.
    private static void set(String list, String what, int available) {
        if (list.isEmpty()) return;
        for (var part : list.split(",", -1)) {
            var ends = part.split("-", -1);
            if (ends.length > 2) refuse("Invalid value " + list + " for cpuset " + what);
            int last = -1;
            for (var end : ends) {
                boolean number =
                        !end.isEmpty()
                                && end.length() <= 4
                                && end.chars().allMatch(c -> c >= '0' && c <= '9');
                int value = number ? Integer.parseInt(end) : MOST_CPUS;
                if (value >= MOST_CPUS || value < last) {
                    refuse("Invalid value " + list + " for cpuset " + what);
                }
                last = value;
            }
            if (last >= available) {
                refuse(
                        "Requested CPUs are not available - requested "
                                + list
                                + ", available: 0-"
                                + (available - 1));
            }
        }
    }

    private static void blockIo(BlockIoLimits blockIo) {
        int weight = blockIo.weight();
        if (weight != 0 && (weight < 10 || weight > 1000)) {
            refuse("Range of blkio weight is from 10 to 1000");
        }
        for (var device : blockIo.weightDevices()) {
            if (device.value() < 10 || device.value() > 1000) {
                refuse("Range of blkio weight is from 10 to 1000");
            }
        }
    }

    private static void refuse(String text) {
        throw new InvalidInput(FaultCode.LIMIT_INVALID, text);
    }
}
