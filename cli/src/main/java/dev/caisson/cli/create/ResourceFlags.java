package dev.caisson.cli.create;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Memory, processors, processes and ulimits.
public final class ResourceFlags implements RequestPart {
    private static final Map<String, String> NUMBERS = new LinkedHashMap<>();
    private static final Map<String, String> SIZES = new LinkedHashMap<>();

    static {
        NUMBERS.put("cpu-shares", "CpuShares");
        NUMBERS.put("cpu-period", "CpuPeriod");
        NUMBERS.put("cpu-quota", "CpuQuota");
        NUMBERS.put("cpu-rt-period", "CpuRealtimePeriod");
        NUMBERS.put("cpu-rt-runtime", "CpuRealtimeRuntime");
        NUMBERS.put("memory-swappiness", "MemorySwappiness");
        NUMBERS.put("pids-limit", "PidsLimit");
        NUMBERS.put("oom-score-adj", "OomScoreAdj");
        NUMBERS.put("cpu-count", "CpuCount");
        NUMBERS.put("cpu-percent", "CpuPercent");
        SIZES.put("memory", "Memory");
        SIZES.put("memory-swap", "MemorySwap");
        SIZES.put("memory-reservation", "MemoryReservation");
        SIZES.put("kernel-memory", "KernelMemory");
        SIZES.put("shm-size", "ShmSize");
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.string('m', "memory", "Memory limit")
                .string(
                        "memory-swap",
                        "Swap limit equal to memory plus swap: '-1' to enable unlimited swap")
                .string("memory-reservation", "Memory soft limit")
                .string("kernel-memory", "Kernel memory limit (deprecated)")
                .integer("memory-swappiness", "Tune container memory swappiness (0 to 100)")
                .bool("oom-kill-disable", "Disable OOM Killer")
                .integer("oom-score-adj", "Tune host's OOM preferences (-1000 to 1000)")
                .string("cpus", "Number of CPUs")
                .integer('c', "cpu-shares", "CPU shares (relative weight)")
                .integer("cpu-period", "Limit CPU CFS (Completely Fair Scheduler) period")
                .integer("cpu-quota", "Limit CPU CFS (Completely Fair Scheduler) quota")
                .integer("cpu-rt-period", "Limit CPU real-time period in microseconds")
                .integer("cpu-rt-runtime", "Limit CPU real-time runtime in microseconds")
                .integer("cpu-count", "CPU count (Windows only)")
                .integer("cpu-percent", "CPU percent (Windows only)")
                .string("cpuset-cpus", "CPUs in which to allow execution (0-3, 0,1)")
                .string("cpuset-mems", "MEMs in which to allow execution (0-3, 0,1)")
                .integer("pids-limit", "Tune container pids limit (set -1 for unlimited)")
                .list("ulimit", "Ulimit options")
                .string("shm-size", "Size of /dev/shm")
                .string("cgroup-parent", "Optional parent cgroup for the container");
    }

    @Override
    public void apply(Arguments arguments, ContainerRequest request) {
        limits(arguments).forEach(request::host);
        arguments.string("cgroup-parent").ifPresent(parent -> request.host("CgroupParent", parent));
        if (arguments.has("oom-kill-disable")) {
            request.host("OomKillDisable", arguments.flag("oom-kill-disable"));
        }
        if (arguments.has("ulimit")) request.host("Ulimits", ulimits(arguments));
    }

    /// Those of `--ulimit`, as the API takes them.
    public static List<Map<String, Object>> ulimits(Arguments arguments) {
        return arguments.list("ulimit").stream().map(ResourceFlags::limit).toList();
    }

    /// A flag that is a size in bytes, -1 for no limit.
    public static Optional<Long> size(Arguments arguments, String flag) {
        return arguments.string(flag).map(value -> Sizes.bytesOrUnlimited("--" + flag, value));
    }

    /// Those limits that are numbers, sizes and sets of processors.
    static Map<String, Object> limits(Arguments arguments) {
        var limits = new LinkedHashMap<String, Object>();
        NUMBERS.forEach(
                (flag, field) ->
                        arguments.integer(flag).ifPresent(value -> limits.put(field, value)));
        SIZES.forEach(
                (flag, field) ->
                        size(arguments, flag).ifPresent(value -> limits.put(field, value)));
        arguments.string("cpus").ifPresent(cpus -> limits.put("NanoCpus", nanoCpus(cpus)));
        arguments.string("cpuset-cpus").ifPresent(list -> limits.put("CpusetCpus", list));
        arguments.string("cpuset-mems").ifPresent(list -> limits.put("CpusetMems", list));
        return limits;
    }

    private static long nanoCpus(String written) {
        try {
            return new BigDecimal(written).movePointRight(9).longValueExact();
        } catch (ArithmeticException | NumberFormatException unreadable) {
            throw new UsageError(
                    "invalid argument \""
                            + written
                            + "\" for \"--cpus\" flag: failed to parse "
                            + written
                            + " as a rational number");
        }
    }

    /// `NAME=SOFT[:HARD]`.
    private static Map<String, Object> limit(String written) {
        int equals = written.indexOf('=');
        var values = written.substring(equals + 1).split(":", -1);
        try {
            if (equals < 1 || values.length > 2) throw new NumberFormatException(written);
            long soft = Long.parseLong(values[0]);
            long hard = values.length == 2 ? Long.parseLong(values[1]) : soft;
            return Map.of("Name", written.substring(0, equals), "Soft", soft, "Hard", hard);
        } catch (NumberFormatException unreadable) {
            throw new UsageError(
                    "invalid argument \""
                            + written
                            + "\" for \"--ulimit\" flag: invalid ulimit argument: "
                            + written);
        }
    }
}
