package dev.caisson.cgroup;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `/proc/self/mountinfo` (proc_pid_mountinfo(5)) for hierarchies.
///
/// A hierarchy counts when its root is mounted, the first time it is. Version 2 is used when
/// none of the controllers that containers need is mounted as version 1.
final class MountedHierarchies {
    private static final Set<String> NEEDED =
            Set.of("cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids");
    private static final Set<String> OTHERS =
            Set.of("net_cls", "net_prio", "perf_event", "hugetlb", "rdma", "misc", "debug");

    private final Map<String, Path> controllers = new HashMap<>();
    private final Map<String, Path> named = new HashMap<>();
    private @Nullable Path unified;

    private MountedHierarchies() {}

    static CgroupHost read(Path proc) {
        var found = new MountedHierarchies();
        try {
            for (var line : Files.readAllLines(proc.resolve("self/mountinfo"))) found.add(line);
            return found.host();
        } catch (IOException e) {
            throw new Unavailable(e, FaultCode.CGROUP_MISSING, e.getMessage() + "");
        }
    }

    private void add(String line) {
        var fields = List.of(line.split(" "));
        int separator = fields.indexOf("-");
        if (separator < 6 || fields.size() < separator + 4 || !fields.get(3).equals("/")) return;
        var mountPoint = Path.of(unescape(fields.get(4)));
        switch (fields.get(separator + 1)) {
            case "cgroup2" -> {
                if (unified == null) unified = mountPoint;
            }
            case "cgroup" -> {
                for (var option : fields.get(separator + 3).split(",")) {
                    if (NEEDED.contains(option) || OTHERS.contains(option))
                        controllers.putIfAbsent(option, mountPoint);
                    else if (option.startsWith("name="))
                        named.putIfAbsent(option.substring("name=".length()), mountPoint);
                }
            }
            default -> {
                // Another file system.
            }
        }
    }

    private CgroupHost host() throws IOException {
        boolean first = controllers.keySet().stream().anyMatch(NEEDED::contains);
        if (first) return new CgroupHost.V1(controllers, named, unified);
        if (unified == null)
            throw new Unavailable(
                    FaultCode.CGROUP_MISSING, "mount cgroup2 on /sys/fs/cgroup, then start again");
        var offered = Files.readString(unified.resolve("cgroup.controllers")).strip();
        return new CgroupHost.V2(unified, Set.copyOf(Arrays.asList(offered.split(" "))));
    }

    /// Spaces, tabs, newlines and backslashes are octal there.
    private static String unescape(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
