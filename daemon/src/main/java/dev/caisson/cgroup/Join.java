package dev.caisson.cgroup;

import java.nio.file.Path;
import java.util.List;

/// How a process gets into a cgroup.
public sealed interface Join {
    /// Version 1: a process of one thread writes `0` to the file `tasks` of each directory, in
    /// this order: `tasks`, not `cgroup.procs`, which waits for a grace period of the kernel.
    record Hierarchies(List<Hierarchy> hierarchies) implements Join {
        public Hierarchies {
            hierarchies = List.copyOf(hierarchies);
        }
    }

    /// Version 2: the process is cloned into the cgroup by a descriptor of its directory
    /// (`CLONE_INTO_CGROUP`).
    record CloneInto(Path directory) implements Join {}

    /// @param name of the hierarchy's mount point, such as `memory` or `cpu,cpuacct`
    record Hierarchy(String name, Path directory) {}
}
