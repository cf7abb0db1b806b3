package dev.caisson.cgroup;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The hierarchies mounted on this host.
public sealed interface CgroupHost {
    /// One hierarchy for each controller or for a few together. Also a hybrid host, whose
    /// version 2 hierarchy has no controllers.
    ///
    /// @param controllers where each controller is mounted, such as `memory` at
    ///     `/sys/fs/cgroup/memory`; two names may share a mount point
    /// @param named hierarchies without a controller, by their name, such as `systemd`
    /// @param unified the hierarchy of version 2, without controllers
    record V1(Map<String, Path> controllers, Map<String, Path> named, @Nullable Path unified)
            implements CgroupHost {
        public V1 {
            controllers = Map.copyOf(controllers);
            named = Map.copyOf(named);
        }
    }

    /// @param controllers those the root can delegate
    record V2(Path root, Set<String> controllers) implements CgroupHost {
        public V2 {
            controllers = Set.copyOf(controllers);
        }
    }

    /// Finds what is mounted.
    ///
    /// @param proc where procfs is mounted: `/proc`
    /// @throws dev.caisson.fault.Unavailable `CGROUP_MISSING` when no hierarchy is usable
    static CgroupHost detect(Path proc) {
        return MountedHierarchies.read(proc);
    }

    /// `1` or `2`, as `docker info` has it.
    default String version() {
        return switch (this) {
            case V1 _ -> "1";
            case V2 _ -> "2";
        };
    }
}
