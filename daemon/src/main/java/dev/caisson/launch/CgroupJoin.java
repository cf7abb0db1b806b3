package dev.caisson.launch;

import java.nio.file.Path;
import java.util.List;

/// Which control groups a process joins before anything else happens in it.
public sealed interface CgroupJoin {
    /// It stays where the daemon is.
    record None() implements CgroupJoin {}

    /// One group in each hierarchy; the single-threaded process writes `0` to each file `tasks`.
    record V1(List<Hierarchy> hierarchies) implements CgroupJoin {
        public V1 {
            hierarchies = List.copyOf(hierarchies);
        }
    }

    /// A group of the unified hierarchy; init is cloned into it.
    record V2(Path directory) implements CgroupJoin {}

    /// @param name of the directory below `/sys/fs/cgroup` in the container, such as `memory` or
    ///     `cpu,cpuacct`
    /// @param directory the group, on the host
    record Hierarchy(String name, Path directory) {}
}
