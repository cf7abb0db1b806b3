package dev.caisson.cgroup;

import java.nio.file.Path;
import java.util.List;

/// How a process gets into a cgroup.
public sealed interface Join {
    /// Version 1: a process of one thread writes `0` to each file. The files are `tasks`, not
    /// `cgroup.procs`, which waits for a grace period of the kernel; the set of processors comes
    /// first.
    record Tasks(List<Path> files) implements Join {
        public Tasks {
            files = List.copyOf(files);
        }
    }

    /// Version 2: the process is cloned into the cgroup by a descriptor of its directory
    /// (`CLONE_INTO_CGROUP`).
    record CloneInto(Path directory) implements Join {}
}
