package dev.caisson.container.plan;

import dev.caisson.container.request.Limits.Ulimit;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.ProcessSpec.ResourceLimit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Resource limits by their names. Numbers: `include/uapi/asm-generic/resource.h`.
public final class Ulimits {
    private static final Map<String, Integer> NUMBERS =
            Map.ofEntries(
                    Map.entry("cpu", 0),
                    Map.entry("fsize", 1),
                    Map.entry("data", 2),
                    Map.entry("stack", 3),
                    Map.entry("core", 4),
                    Map.entry("rss", 5),
                    Map.entry("nproc", 6),
                    Map.entry("nofile", 7),
                    Map.entry("memlock", 8),
                    Map.entry("as", 9),
                    Map.entry("locks", 10),
                    Map.entry("sigpending", 11),
                    Map.entry("msgqueue", 12),
                    Map.entry("nice", 13),
                    Map.entry("rtprio", 14),
                    Map.entry("rttime", 15));

    private Ulimits() {}

    /// @param defaults of the daemon, overridden by `asked` name by name
    /// @throws InvalidInput `ULIMIT_INVALID`
    public static List<ResourceLimit> plan(List<Ulimit> defaults, List<Ulimit> asked) {
        var merged = new LinkedHashMap<String, Ulimit>();
        for (var limit : defaults) merged.put(limit.name(), limit);
        for (var limit : asked) merged.put(limit.name(), limit);
        return merged.values().stream().map(Ulimits::one).toList();
    }

    private static ResourceLimit one(Ulimit limit) {
        var number = NUMBERS.get(limit.name());
        if (number == null) {
            throw new InvalidInput(
                    FaultCode.ULIMIT_INVALID, limit.name(), "invalid ulimit type: " + limit.name());
        }
        boolean hardUnlimited = limit.hard() == -1;
        boolean above = limit.soft() == -1 ? !hardUnlimited : limit.soft() > limit.hard();
        if (!hardUnlimited && above) {
            throw new InvalidInput(
                    FaultCode.ULIMIT_INVALID,
                    limit.name(),
                    "ulimit soft limit must be less than or equal to hard limit: "
                            + limit.soft()
                            + " > "
                            + limit.hard());
        }
        return new ResourceLimit(number, limit.soft(), limit.hard());
    }
}
