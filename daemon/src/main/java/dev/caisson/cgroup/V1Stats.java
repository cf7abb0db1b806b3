package dev.caisson.cgroup;

import dev.caisson.cgroup.CgroupStats.BlockIo;
import dev.caisson.cgroup.CgroupStats.Cpu;
import dev.caisson.cgroup.CgroupStats.Memory;
import dev.caisson.cgroup.CgroupStats.Pids;
import dev.caisson.cgroup.CgroupStats.Throttling;
import dev.caisson.cgroup.CgroupStats.Transfer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the counters of version 1.
final class V1Stats {
    private final CgroupTree tree;
    private final Map<String, Path> directories;

    V1Stats(CgroupTree tree, Map<String, Path> directories) {
        this.tree = tree;
        this.directories = directories;
    }

    CgroupStats read(HostLoad host) {
        return new CgroupStats(1, cpu(host), memory(host), pids(), blockIo());
    }

    private Cpu cpu(HostLoad host) {
        var split = keyed("cpuacct", "cpuacct.stat");
        var perCpu = file("cpuacct", "cpuacct.usage_percpu").orElse("");
        var throttling = keyed("cpu", "cpu.stat");
        return new Cpu(
                number("cpuacct", "cpuacct.usage"),
                split.getOrDefault("user", 0L) * HostLoad.NANOS_PER_TICK,
                split.getOrDefault("system", 0L) * HostLoad.NANOS_PER_TICK,
                Arrays.stream(perCpu.split(" "))
                        .filter(each -> !each.isBlank())
                        .map(Long::valueOf)
                        .toList(),
                host.systemNanos(),
                host.onlineCpus(),
                new Throttling(
                        throttling.getOrDefault("nr_periods", 0L),
                        throttling.getOrDefault("nr_throttled", 0L),
                        throttling.getOrDefault("throttled_time", 0L)));
    }

    private Memory memory(HostLoad host) {
        long limit = number("memory", "memory.limit_in_bytes");
        return new Memory(
                number("memory", "memory.usage_in_bytes"),
                number("memory", "memory.max_usage_in_bytes"),
                limit <= 0 ? host.memoryBytes() : Math.min(limit, host.memoryBytes()),
                number("memory", "memory.failcnt"),
                keyed("memory", "memory.stat"));
    }

    private Pids pids() {
        long limit = file("pids", "pids.max").map(FlatFile::number).orElse(-1L);
        return new Pids(number("pids", "pids.current"), limit < 0 ? null : limit);
    }

    private BlockIo blockIo() {
        var weighted = transfers("blkio.bfq.io_service_bytes_recursive");
        if (!weighted.isEmpty())
            return new BlockIo(weighted, transfers("blkio.bfq.io_serviced_recursive"));
        return new BlockIo(
                transfers("blkio.throttle.io_service_bytes_recursive"),
                transfers("blkio.throttle.io_serviced_recursive"));
    }

    private List<Transfer> transfers(String name) {
        var transfers = new ArrayList<Transfer>();
        for (var line : file("blkio", name).orElse("").lines().toList()) {
            var fields = line.split("[ :]");
            if (fields.length != 4) continue; // the total over all devices
            transfers.add(
                    new Transfer(
                            Integer.parseInt(fields[0]),
                            Integer.parseInt(fields[1]),
                            fields[2],
                            Long.parseLong(fields[3])));
        }
        return transfers;
    }

    private Optional<String> file(String controller, String name) {
        var directory = directories.get(controller);
        return directory == null ? Optional.empty() : tree.read(directory.resolve(name));
    }

    private long number(String controller, String name) {
        return file(controller, name).map(FlatFile::number).orElse(0L);
    }

    private Map<String, Long> keyed(String controller, String name) {
        return file(controller, name).map(FlatFile::parse).orElse(Map.of());
    }
}
