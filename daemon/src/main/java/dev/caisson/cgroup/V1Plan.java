package dev.caisson.cgroup;

import dev.caisson.cgroup.CgroupFeatures.Feature;
import dev.caisson.spec.Resources;
import dev.caisson.spec.Resources.BlockIo;
import dev.caisson.spec.Resources.Cpu;
import dev.caisson.spec.Resources.DeviceRule;
import dev.caisson.spec.Resources.DeviceValue;
import dev.caisson.spec.Resources.Memory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The writes that apply resources on version 1, in an order the kernel accepts.
///
/// Source: Documentation/admin-guide/cgroup-v1 of the kernel; runtime-spec config-linux.md.
final class V1Plan {
    private final CurrentLimits now;
    private final List<CgroupWrite> writes = new ArrayList<>();

    private V1Plan(CurrentLimits now) {
        this.now = now;
    }

    static List<CgroupWrite> of(Resources resources, CurrentLimits now) {
        var plan = new V1Plan(now);
        plan.cpuset(resources.cpu());
        plan.cpu(resources.cpu());
        plan.memory(resources.memory());
        plan.add("pids.max", limit(resources.pids(), "max"), Feature.PIDS);
        plan.blockIo(resources.blockIo());
        plan.devices(resources.devices());
        return plan.writes;
    }

    private void cpuset(Cpu cpu) {
        add("cpuset.cpus", blankToNull(cpu.cpus()), Feature.CPUSET);
        add("cpuset.mems", blankToNull(cpu.mems()), Feature.CPUSET);
    }

    private void cpu(Cpu cpu) {
        add("cpu.rt_period_us", positive(cpu.realtimePeriodMicros()), Feature.CPU_REALTIME);
        add("cpu.rt_runtime_us", positive(cpu.realtimeRuntimeMicros()), Feature.CPU_REALTIME);
        add("cpu.shares", positive(cpu.shares()), Feature.CPU_SHARES);
        var quota = cpu.quotaMicros() == null || cpu.quotaMicros() == 0 ? null : cpu.quotaMicros();
        var period = positive(cpu.periodMicros());
        // The kernel checks each write against the parent's share: with the old quota a new period
        // may exceed it, so the quota goes away for that moment.
        if (period != null && now.quotaMicros() > 0) {
            add("cpu.cfs_quota_us", "-1", Feature.CPU_QUOTA);
            if (quota == null) quota = now.quotaMicros();
        }
        add("cpu.cfs_period_us", period, Feature.CPU_QUOTA);
        add("cpu.cfs_quota_us", quota == null ? null : quota.toString(), Feature.CPU_QUOTA);
    }

    /// Memory may never have a higher limit than memory and swap together: what grows, grows
    /// together first.
    private void memory(Memory memory) {
        var limit = zeroToNull(memory.limit());
        var both = zeroToNull(memory.swap());
        // Without a limit on memory there is none on both, unless one is asked for.
        if (limit != null && limit == -1 && both == null && now.memoryAndSwap() != -1) both = -1L;
        boolean grows =
                both != null
                        && (both == -1
                                || (now.memoryAndSwap() != -1 && both > now.memoryAndSwap()));
        if (grows) swap(both);
        add("memory.limit_in_bytes", limit(limit, "-1"), Feature.MEMORY_LIMIT);
        if (!grows) swap(both);
        add(
                "memory.soft_limit_in_bytes",
                limit(zeroToNull(memory.reservation()), "-1"),
                Feature.MEMORY_RESERVATION);
        if (memory.swappiness() != null)
            add("memory.swappiness", memory.swappiness().toString(), Feature.MEMORY_SWAPPINESS);
        if (memory.oomKillDisable()) add("memory.oom_control", "1", Feature.OOM_KILL_DISABLE);
    }

    private void swap(@Nullable Long both) {
        add("memory.memsw.limit_in_bytes", limit(both, "-1"), Feature.SWAP_LIMIT);
    }

    private void blockIo(BlockIo io) {
        // The file's name depends on the scheduler that offers it.
        if (io.weight() != null && io.weight() > 0) {
            var weight = io.weight().toString();
            writes.add(
                    CgroupWrite.of("blkio.weight", weight, Feature.BLOCK_IO_WEIGHT)
                            .or(
                                    CgroupWrite.of(
                                            "blkio.bfq.weight", weight, Feature.BLOCK_IO_WEIGHT)));
        }
        if (!io.weightDevices().isEmpty()) {
            var feature = Feature.BLOCK_IO_WEIGHT_DEVICE;
            var weights = lines(io.weightDevices());
            writes.add(
                    CgroupWrite.of("blkio.weight_device", weights, feature)
                            .or(CgroupWrite.of("blkio.bfq.weight_device", weights, feature)));
        }
        add("blkio.throttle.read_bps_device", io.readBytesPerSecond(), Feature.READ_BYTES);
        add("blkio.throttle.write_bps_device", io.writeBytesPerSecond(), Feature.WRITE_BYTES);
        add(
                "blkio.throttle.read_iops_device",
                io.readOperationsPerSecond(),
                Feature.READ_OPERATIONS);
        add(
                "blkio.throttle.write_iops_device",
                io.writeOperationsPerSecond(),
                Feature.WRITE_OPERATIONS);
    }

    private void devices(List<DeviceRule> rules) {
        int next = 0;
        while (next < rules.size()) {
            boolean allow = rules.get(next).allow();
            var values = new ArrayList<String>();
            for (; next < rules.size() && rules.get(next).allow() == allow; next++)
                values.add(device(rules.get(next)));
            writes.add(
                    CgroupWrite.of(
                            allow ? "devices.allow" : "devices.deny", values, Feature.DEVICES));
        }
    }

    private static String device(DeviceRule rule) {
        if (rule.type() == 'a') return "a";
        return rule.type()
                + " "
                + number(rule.major())
                + ":"
                + number(rule.minor())
                + " "
                + rule.access();
    }

    private static String number(int number) {
        return number < 0 ? "*" : Integer.toString(number);
    }

    private void add(String file, List<DeviceValue> values, Feature feature) {
        if (!values.isEmpty()) writes.add(CgroupWrite.of(file, lines(values), feature));
    }

    private static List<String> lines(List<DeviceValue> values) {
        return values.stream()
                .map(each -> each.major() + ":" + each.minor() + " " + each.value())
                .toList();
    }

    private void add(String file, @Nullable String value, Feature feature) {
        if (value != null) writes.add(CgroupWrite.of(file, value, feature));
    }

    static @Nullable String limit(@Nullable Long limit, String none) {
        if (limit == null || limit == 0) return null;
        return limit < 0 ? none : limit.toString();
    }

    static @Nullable String positive(@Nullable Long number) {
        return number == null || number <= 0 ? null : number.toString();
    }

    static @Nullable Long zeroToNull(@Nullable Long number) {
        return number == null || number == 0 ? null : number;
    }

    static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
