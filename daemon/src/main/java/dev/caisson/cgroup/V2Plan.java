package dev.caisson.cgroup;

import dev.caisson.cgroup.CgroupFeatures.Feature;
import dev.caisson.spec.Resources;
import dev.caisson.spec.Resources.BlockIo;
import dev.caisson.spec.Resources.Cpu;
import dev.caisson.spec.Resources.DeviceValue;
import dev.caisson.spec.Resources.Memory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The writes that apply resources on version 2, with the numbers of version 1 converted. Devices
/// are not among them: [DeviceProgram] decides about those.
///
/// Source: Documentation/admin-guide/cgroup-v2.rst of the kernel; the conversions are those of
/// github.com/opencontainers/cgroups.
final class V2Plan {
    static final long USUAL_PERIOD = 100_000;

    private final CurrentLimits now;
    private final List<CgroupWrite> writes = new ArrayList<>();

    private V2Plan(CurrentLimits now) {
        this.now = now;
    }

    static List<CgroupWrite> of(Resources resources, CurrentLimits now) {
        var plan = new V2Plan(now);
        plan.cpuset(resources.cpu());
        plan.cpu(resources.cpu());
        plan.memory(resources.memory());
        plan.add("pids.max", V1Plan.limit(resources.pids(), "max"), Feature.PIDS);
        plan.blockIo(resources.blockIo());
        return plan.writes;
    }

    private void cpuset(Cpu cpu) {
        add("cpuset.cpus", V1Plan.blankToNull(cpu.cpus()), Feature.CPUSET);
        add("cpuset.mems", V1Plan.blankToNull(cpu.mems()), Feature.CPUSET);
    }

    private void cpu(Cpu cpu) {
        if (cpu.shares() != null && cpu.shares() > 0)
            add("cpu.weight", Long.toString(weight(cpu.shares())), Feature.CPU_SHARES);
        var quota = V1Plan.zeroToNull(cpu.quotaMicros());
        var period = V1Plan.zeroToNull(cpu.periodMicros());
        if (quota == null && period == null) return;
        long allowed = quota != null ? quota : now.quotaMicros();
        long each = period != null ? period : now.periodMicros();
        add("cpu.max", (allowed < 0 ? "max" : allowed) + " " + each, Feature.CPU_QUOTA);
    }

    /// Swap goes before memory: it is accounted apart here, so no order is refused, and a lower
    /// limit on memory must not push out what may not be swapped any more.
    private void memory(Memory memory) {
        var limit = V1Plan.zeroToNull(memory.limit());
        var both = V1Plan.zeroToNull(memory.swap());
        add("memory.swap.max", swap(limit, both), Feature.SWAP_LIMIT);
        add("memory.max", V1Plan.limit(limit, "max"), Feature.MEMORY_LIMIT);
        add(
                "memory.low",
                V1Plan.limit(V1Plan.zeroToNull(memory.reservation()), "max"),
                Feature.MEMORY_RESERVATION);
    }

    private @Nullable String swap(@Nullable Long limit, @Nullable Long both) {
        if (both == null) return limit != null && limit == -1 ? "max" : null;
        if (both == -1) return "max";
        long memory = limit != null ? limit : now.memory();
        // No limit on memory, and yet one on both: all of it is memory's.
        if (memory == -1) return null;
        return Long.toString(Math.max(0, both - memory));
    }

    private void blockIo(BlockIo io) {
        // Two schedulers know weights, each by a file and a range of its own.
        if (io.weight() != null && io.weight() > 0) {
            var converted = "default " + weightOfBlockIo(io.weight());
            writes.add(
                    CgroupWrite.of("io.bfq.weight", io.weight().toString(), Feature.BLOCK_IO_WEIGHT)
                            .or(CgroupWrite.of("io.weight", converted, Feature.BLOCK_IO_WEIGHT)));
        }
        if (!io.weightDevices().isEmpty()) {
            var feature = Feature.BLOCK_IO_WEIGHT_DEVICE;
            var plain = io.weightDevices().stream().map(each -> line(each, "")).toList();
            var converted =
                    io.weightDevices().stream()
                            .map(
                                    each ->
                                            new DeviceValue(
                                                    each.major(),
                                                    each.minor(),
                                                    weightOfBlockIo(each.value())))
                            .map(each -> line(each, ""))
                            .toList();
            writes.add(
                    CgroupWrite.of("io.bfq.weight", plain, feature)
                            .or(CgroupWrite.of("io.weight", converted, feature)));
        }
        most("rbps", io.readBytesPerSecond(), Feature.READ_BYTES);
        most("wbps", io.writeBytesPerSecond(), Feature.WRITE_BYTES);
        most("riops", io.readOperationsPerSecond(), Feature.READ_OPERATIONS);
        most("wiops", io.writeOperationsPerSecond(), Feature.WRITE_OPERATIONS);
    }

    private void most(String key, List<DeviceValue> values, Feature feature) {
        if (values.isEmpty()) return;
        var lines = values.stream().map(each -> line(each, key + "=")).toList();
        writes.add(CgroupWrite.of("io.max", lines, feature));
    }

    private static String line(DeviceValue each, String key) {
        return each.major() + ":" + each.minor() + " " + key + each.value();
    }

    private void add(String file, @Nullable String value, Feature feature) {
        if (value != null) writes.add(CgroupWrite.of(file, value, feature));
    }

    /// Shares of 2 to 262 144 as weight of 1 to 10 000, such that the usual 1 024 is the usual
    /// 100: a quadratic curve through these three points, in logarithms.
    static long weight(long shares) {
        if (shares <= 2) return 1;
        if (shares >= 262_144) return 10_000;
        double log = Math.log((double) shares) / Math.log(2);
        double exponent = (log * log + 125 * log) / 612 - 7.0 / 34;
        return (long) Math.ceil(Math.pow(10, exponent));
    }

    /// 10 to 1 000 as 1 to 10 000, in a straight line.
    static long weightOfBlockIo(long weight) {
        return 1 + (weight - 10) * 9999 / 990;
    }
}
