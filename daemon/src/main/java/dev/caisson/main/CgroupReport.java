package dev.caisson.main;

import dev.caisson.cgroup.CgroupFeatures.Feature;
import dev.caisson.cgroup.Cgroups;
import dev.caisson.engine.Daemon;
import java.util.Map;

/// What `info` says of the host's control groups, by Docker's names.
final class CgroupReport {
    private CgroupReport() {}

    static Daemon.Cgroups of(Cgroups cgroups) {
        var features = cgroups.features();
        var controllers =
                Map.of(
                        "MemoryLimit", features.has(Feature.MEMORY_LIMIT),
                        "SwapLimit", features.has(Feature.SWAP_LIMIT),
                        "CpuCfsPeriod", features.has(Feature.CPU_QUOTA),
                        "CpuCfsQuota", features.has(Feature.CPU_QUOTA),
                        "CPUShares", features.has(Feature.CPU_SHARES),
                        "CPUSet", features.has(Feature.CPUSET),
                        "PidsLimit", features.has(Feature.PIDS),
                        "OomKillDisable", features.has(Feature.OOM_KILL_DISABLE));
        return new Daemon.Cgroups(cgroups.host().version(), "cgroupfs", controllers);
    }
}
