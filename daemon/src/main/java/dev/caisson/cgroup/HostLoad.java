package dev.caisson.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the host as a whole has and does, which Docker's statistics put beside a container's.
record HostLoad(long systemNanos, int onlineCpus, long memoryBytes) {
    /// `USER_HZ`, in which the kernel tells times: 100 on every machine this runs on.
    static final long NANOS_PER_TICK = 10_000_000;

    static HostLoad read(Path proc) {
        try {
            return parse(
                    Files.readAllLines(proc.resolve("stat")),
                    Files.readAllLines(proc.resolve("meminfo")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param stat proc_stat(5)
    /// @param meminfo proc_meminfo(5)
    static HostLoad parse(List<String> stat, List<String> meminfo) {
        var fields = stat.getFirst().trim().split(" +");
        long ticks = 0;
        // user, nice, system, idle, iowait, irq, softirq: what Docker adds up.
        for (int field = 1; field <= 7 && field < fields.length; field++)
            ticks += Long.parseLong(fields[field]);
        int processors = (int) stat.stream().filter(line -> line.matches("cpu[0-9]+ .*")).count();
        long kibibytes =
                meminfo.stream()
                        .filter(line -> line.startsWith("MemTotal:"))
                        .map(line -> line.replaceAll("[^0-9]", ""))
                        .mapToLong(Long::parseLong)
                        .findFirst()
                        .orElse(0);
        return new HostLoad(ticks * NANOS_PER_TICK, processors, kibibytes * 1024);
    }
}
