package dev.caisson.front.docker.convert;

import dev.caisson.cgroup.CgroupStats;
import dev.caisson.container.view.UsageView;
import dev.caisson.wire.Nothing;
import dev.caisson.wire.Stats;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes what a container uses. Version 1 and 2 of control groups are told by their own keys, as
/// dockerd does, and clients calculate accordingly.
public final class StatsWriter {
    private static final Stats.Cpu NO_CPU =
            new Stats.Cpu(new Stats.CpuUsage(0, null, 0, 0), 0, 0, new Stats.Throttling(0, 0, 0));
    private static final Stats.Blkio NO_BLOCKS =
            new Stats.Blkio(null, null, null, null, null, null, null, null);

    private StatsWriter() {}

    /// @param before the sample before, from which clients tell how fast it works; null for none
    public static Stats write(UsageView usage, @Nullable UsageView before) {
        var counters = usage.counters();
        var pids = counters == null ? null : counters.pids();
        Long limit = pids == null ? null : pids.limit();
        return new Stats(
                "/" + usage.name(),
                usage.id().value(),
                Absent.moment(counters == null ? null : usage.read()),
                Absent.moment(before == null || before.counters() == null ? null : before.read()),
                new Stats.Pids(pids == null ? 0 : pids.current(), limit == null ? 0 : limit),
                counters == null ? NO_BLOCKS : blocks(counters),
                0,
                new Nothing(),
                cpu(counters),
                cpu(before == null ? null : before.counters()),
                counters == null ? new Stats.Memory(0, 0, null, 0, 0) : memory(counters.memory()),
                counters == null ? null : networks(usage.traffic()));
    }

    private static Stats.Cpu cpu(@Nullable CgroupStats counters) {
        if (counters == null) return NO_CPU;
        var cpu = counters.cpu();
        var throttling = cpu.throttling();
        return new Stats.Cpu(
                new Stats.CpuUsage(
                        cpu.totalNanos(),
                        Absent.orNull(cpu.perCpuNanos()),
                        cpu.kernelNanos(),
                        cpu.userNanos()),
                cpu.systemNanos(),
                cpu.onlineCpus(),
                new Stats.Throttling(
                        throttling.periods(),
                        throttling.throttledPeriods(),
                        throttling.throttledNanos()));
    }

    private static Stats.Memory memory(CgroupStats.Memory memory) {
        var failures = memory.failures();
        boolean first = failures != null;
        return new Stats.Memory(
                memory.usage(),
                first && memory.peak() != null ? memory.peak() : 0,
                Absent.orNull(memory.details()),
                failures == null ? 0 : failures,
                memory.limit());
    }

    /// Version 1 has lists for queues and times which no kernel of today fills.
    private static Stats.Blkio blocks(CgroupStats counters) {
        List<Stats.Entry> none = counters.version() == 1 ? List.of() : null;
        return new Stats.Blkio(
                entries(counters.blockIo().bytes(), counters.version()),
                entries(counters.blockIo().operations(), counters.version()),
                none,
                none,
                none,
                none,
                none,
                none);
    }

    private static @Nullable List<Stats.Entry> entries(
            List<CgroupStats.Transfer> transfers, int version) {
        if (transfers.isEmpty() && version == 2) return null;
        return transfers.stream()
                .map(one -> new Stats.Entry(one.major(), one.minor(), one.operation(), one.value()))
                .toList();
    }

    private static @Nullable Map<String, Stats.Traffic> networks(List<UsageView.Traffic> devices) {
        if (devices.isEmpty()) return null;
        var networks = new TreeMap<String, Stats.Traffic>();
        for (var device : devices) {
            var received = device.received();
            var sent = device.sent();
            networks.put(
                    device.device(),
                    new Stats.Traffic(
                            received.bytes(),
                            received.packets(),
                            received.errors(),
                            received.dropped(),
                            sent.bytes(),
                            sent.packets(),
                            sent.errors(),
                            sent.dropped()));
        }
        return networks;
    }
}
