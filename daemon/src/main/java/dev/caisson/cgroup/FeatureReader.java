package dev.caisson.cgroup;

import dev.caisson.cgroup.CgroupFeatures.Feature;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;

/// Finds out which limits a host can apply from the files a cgroup has. Roots have fewer, so a
/// cgroup below is looked at.
final class FeatureReader {
    private final CgroupTree tree;

    FeatureReader(CgroupTree tree) {
        this.tree = tree;
    }

    /// @param directories by controller
    CgroupFeatures version1(Map<String, Path> directories) {
        var found = EnumSet.noneOf(Feature.class);
        files1().forEach(
                        (file, feature) -> {
                            var directory = directories.get(file.substring(0, file.indexOf('.')));
                            if (directory != null && tree.exists(directory.resolve(file)))
                                found.add(feature);
                        });
        return new CgroupFeatures(found);
    }

    CgroupFeatures version2(Path directory) {
        var found = EnumSet.of(Feature.DEVICES, Feature.FREEZE);
        files2().forEach(
                        (file, feature) -> {
                            if (tree.exists(directory.resolve(file))) found.add(feature);
                        });
        if (tree.exists(directory.resolve("io.max"))) {
            found.add(Feature.READ_BYTES);
            found.add(Feature.WRITE_BYTES);
            found.add(Feature.READ_OPERATIONS);
            found.add(Feature.WRITE_OPERATIONS);
        }
        if (found.contains(Feature.BLOCK_IO_WEIGHT)) found.add(Feature.BLOCK_IO_WEIGHT_DEVICE);
        return new CgroupFeatures(found);
    }

    private static Map<String, Feature> files1() {
        return Map.ofEntries(
                Map.entry("memory.limit_in_bytes", Feature.MEMORY_LIMIT),
                Map.entry("memory.memsw.limit_in_bytes", Feature.SWAP_LIMIT),
                Map.entry("memory.soft_limit_in_bytes", Feature.MEMORY_RESERVATION),
                Map.entry("memory.swappiness", Feature.MEMORY_SWAPPINESS),
                Map.entry("memory.oom_control", Feature.OOM_KILL_DISABLE),
                Map.entry("cpu.shares", Feature.CPU_SHARES),
                Map.entry("cpu.cfs_quota_us", Feature.CPU_QUOTA),
                Map.entry("cpu.rt_runtime_us", Feature.CPU_REALTIME),
                Map.entry("cpuset.cpus", Feature.CPUSET),
                Map.entry("pids.max", Feature.PIDS),
                Map.entry("blkio.weight", Feature.BLOCK_IO_WEIGHT),
                Map.entry("blkio.bfq.weight", Feature.BLOCK_IO_WEIGHT),
                Map.entry("blkio.weight_device", Feature.BLOCK_IO_WEIGHT_DEVICE),
                Map.entry("blkio.bfq.weight_device", Feature.BLOCK_IO_WEIGHT_DEVICE),
                Map.entry("blkio.throttle.read_bps_device", Feature.READ_BYTES),
                Map.entry("blkio.throttle.write_bps_device", Feature.WRITE_BYTES),
                Map.entry("blkio.throttle.read_iops_device", Feature.READ_OPERATIONS),
                Map.entry("blkio.throttle.write_iops_device", Feature.WRITE_OPERATIONS),
                Map.entry("devices.deny", Feature.DEVICES),
                Map.entry("freezer.state", Feature.FREEZE));
    }

    private static Map<String, Feature> files2() {
        return Map.of(
                "memory.max", Feature.MEMORY_LIMIT,
                "memory.swap.max", Feature.SWAP_LIMIT,
                "memory.low", Feature.MEMORY_RESERVATION,
                "cpu.weight", Feature.CPU_SHARES,
                "cpu.max", Feature.CPU_QUOTA,
                "cpuset.cpus", Feature.CPUSET,
                "pids.max", Feature.PIDS,
                "io.weight", Feature.BLOCK_IO_WEIGHT,
                "io.bfq.weight", Feature.BLOCK_IO_WEIGHT);
    }
}
