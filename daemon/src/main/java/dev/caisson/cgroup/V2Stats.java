package dev.caisson.cgroup;

import dev.caisson.cgroup.CgroupStats.BlockIo;
import dev.caisson.cgroup.CgroupStats.Cpu;
import dev.caisson.cgroup.CgroupStats.Memory;
import dev.caisson.cgroup.CgroupStats.Pids;
import dev.caisson.cgroup.CgroupStats.Throttling;
import dev.caisson.cgroup.CgroupStats.Transfer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads the counters of version 2.
final class V2Stats {
    private static final long NANOS_PER_MICRO = 1000;

    private final CgroupTree tree;
    private final Path directory;

    V2Stats(CgroupTree tree, Path directory) {
        this.tree = tree;
        this.directory = directory;
    }

    CgroupStats read(HostLoad host) {
        return new CgroupStats(2, cpu(host), memory(host), pids(), blockIo());
    }

    private Cpu cpu(HostLoad host) {
        var stat = keyed("cpu.stat");
        return new Cpu(
                stat.getOrDefault("usage_usec", 0L) * NANOS_PER_MICRO,
                stat.getOrDefault("user_usec", 0L) * NANOS_PER_MICRO,
                stat.getOrDefault("system_usec", 0L) * NANOS_PER_MICRO,
                List.of(),
                host.systemNanos(),
                host.onlineCpus(),
                new Throttling(
                        stat.getOrDefault("nr_periods", 0L),
                        stat.getOrDefault("nr_throttled", 0L),
                        stat.getOrDefault("throttled_usec", 0L) * NANOS_PER_MICRO));
    }

    private Memory memory(HostLoad host) {
        long limit = number("memory.max", -1);
        return new Memory(
                number("memory.current", 0),
                tree.read(directory.resolve("memory.peak")).map(FlatFile::number).orElse(null),
                limit < 0 ? host.memoryBytes() : Math.min(limit, host.memoryBytes()),
                null,
                keyed("memory.stat"));
    }

    private Pids pids() {
        long limit = number("pids.max", -1);
        return new Pids(number("pids.current", 0), limit < 0 ? null : limit);
    }

    private BlockIo blockIo() {
        var bytes = new ArrayList<Transfer>();
        var operations = new ArrayList<Transfer>();
        for (var line : tree.read(directory.resolve("io.stat")).orElse("").lines().toList()) {
            var fields = line.split(" ");
            var device = fields[0].split(":");
            if (device.length != 2) continue;
            for (var field : List.of(fields).subList(1, fields.length)) {
                int equals = field.indexOf('=');
                if (equals < 0) continue;
                long value = Long.parseLong(field.substring(equals + 1));
                var list =
                        field.startsWith("rios") || field.startsWith("wios") ? operations : bytes;
                var operation =
                        switch (field.substring(0, equals)) {
                            case "rbytes", "rios" -> "read";
                            case "wbytes", "wios" -> "write";
                            default -> "";
                        };
                if (!operation.isEmpty())
                    list.add(
                            new Transfer(
                                    Integer.parseInt(device[0]),
                                    Integer.parseInt(device[1]),
                                    operation,
                                    value));
            }
        }
        return new BlockIo(bytes, operations);
    }

    private long number(String name, long absent) {
        return tree.read(directory.resolve(name)).map(FlatFile::number).orElse(absent);
    }

    private Map<String, Long> keyed(String name) {
        return tree.read(directory.resolve(name)).map(FlatFile::parse).orElse(Map.of());
    }
}
