package dev.caisson.cgroup;

import dev.caisson.spec.Resources;
import java.util.EnumSet;
import java.util.Set;

/// Which limits this host can apply; `info` reports them.
///
/// @param present what the kernel offers
public record CgroupFeatures(Set<Feature> present) {
    public CgroupFeatures {
        present = Set.copyOf(present);
    }

    /// One limit and the warning Docker gives where it cannot be applied.
    public enum Feature {
        MEMORY_LIMIT(
                "Your kernel does not support memory limit capabilities or the cgroup is not"
                        + " mounted. Limitation discarded."),
        SWAP_LIMIT(
                "Your kernel does not support swap limit capabilities or the cgroup is not mounted."
                        + " Memory limited without swap."),
        MEMORY_RESERVATION(
                "Your kernel does not support memory soft limit capabilities or the cgroup is not"
                        + " mounted. Limitation discarded."),
        MEMORY_SWAPPINESS(
                "Your kernel does not support memory swappiness capabilities or the cgroup is not"
                        + " mounted. Memory swappiness discarded."),
        OOM_KILL_DISABLE("Your kernel does not support OomKillDisable. OomKillDisable discarded."),
        CPU_SHARES(
                "Your kernel does not support CPU shares or the cgroup is not mounted. Shares"
                        + " discarded."),
        CPU_QUOTA("Your kernel does not support CPU CFS scheduler. CPU period/quota discarded."),
        CPU_REALTIME("Your kernel does not support CPU realtime scheduler"),
        CPUSET(
                "Your kernel does not support cpuset or the cgroup is not mounted. Cpuset"
                        + " discarded."),
        PIDS(
                "Your kernel does not support PIDs limit capabilities or the cgroup is not mounted."
                        + " PIDs limit discarded."),
        BLOCK_IO_WEIGHT(
                "Your kernel does not support Block I/O weight or the cgroup is not mounted."
                        + " Weight discarded."),
        BLOCK_IO_WEIGHT_DEVICE(
                "Your kernel does not support Block I/O weight_device or the cgroup is not mounted."
                        + " Weight-device discarded."),
        READ_BYTES(
                "Your kernel does not support BPS Block I/O read limit or the cgroup is not"
                        + " mounted. Block I/O BPS read limit discarded."),
        WRITE_BYTES(
                "Your kernel does not support BPS Block I/O write limit or the cgroup is not"
                        + " mounted. Block I/O BPS write limit discarded."),
        READ_OPERATIONS(
                "Your kernel does not support IOPS Block read limit or the cgroup is not mounted."
                        + " Block I/O IOPS read limit discarded."),
        WRITE_OPERATIONS(
                "Your kernel does not support IOPS Block write limit or the cgroup is not mounted."
                        + " Block I/O IOPS write limit discarded."),
        DEVICES("Your kernel does not support device rules or the cgroup is not mounted."),
        FREEZE("Your kernel does not support freezing or the cgroup is not mounted.");

        private final String warning;

        Feature(String warning) {
            this.warning = warning;
        }

        public String warning() {
            return warning;
        }
    }

    public boolean has(Feature feature) {
        return present.contains(feature);
    }

    /// Takes out what this host cannot apply. What is out of range is not looked at: that is
    /// refused before.
    public Accepted accept(Resources asked) {
        return Acceptance.of(this, asked);
    }

    static CgroupFeatures all() {
        return new CgroupFeatures(EnumSet.allOf(Feature.class));
    }
}
