package dev.caisson.launch;

import dev.caisson.elf.Machine;
import dev.caisson.spec.LogLayout;
import dev.caisson.spec.Namespaces;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the daemon has prepared for a launch: descriptors by their number in the new process, and
/// facts about the host. With a `RuntimeSpec` it determines a [LaunchProgram] completely.
///
/// @param firstFree no descriptor from this number on is passed on
/// @param trees for each mount of the spec in order; null where there is nothing to prepare
/// @param namespaces pidfds of the processes whose namespaces are shared
/// @param log null for an exec session
/// @param events name of the event FIFO in [Descriptors#RUN]
/// @param host facts about kernel and daemon
record LaunchResources(
        int firstFree,
        Join cgroup,
        Join holders,
        List<TreeSlot> trees,
        Map<Namespaces.Kind, Integer> namespaces,
        @Nullable LogStart log,
        String events,
        Host host) {
    LaunchResources {
        trees = List.copyOf(trees);
        namespaces = Map.copyOf(namespaces);
    }

    /// Facts about the machine and the daemon.
    ///
    /// @param ignoredSignals those the daemon ignores: bit `n - 1` for signal `n`
    /// @param capabilities those the daemon may give: its own permitted and bounding set
    /// @param lastCapability the highest capability the kernel knows
    record Host(Machine machine, long ignoredSignals, long capabilities, int lastCapability) {}

    /// What is prepared for one mount.
    ///
    /// @param fd detached mount; -1 for a file system that the program makes itself
    /// @param directory false when it is a file
    record TreeSlot(int fd, boolean directory) {
        static final TreeSlot NONE = new TreeSlot(-1, true);
    }

    /// How control groups are joined.
    sealed interface Join {
        record None() implements Join {}

        /// @param hierarchies in the order of the mounts of a cgroup view
        record V1(List<Hierarchy> hierarchies) implements Join {
            public V1 {
                hierarchies = List.copyOf(hierarchies);
            }
        }

        record V2(int fd) implements Join {}
    }

    /// @param fd the group's directory: a detached mount of it where it is shown in the container
    record Hierarchy(String name, int fd) {}

    /// Where the log goes on.
    ///
    /// @param layout of the ring
    /// @param segment the current one, open at [Descriptors#LOG]
    /// @param generation of that segment
    /// @param position its size
    /// @param lost what its header has
    /// @param before likewise; 0 in the first segment, and where an earlier holder did not count
    record LogStart(
            LogLayout layout, int segment, long generation, long position, long lost, long before) {
        /// Whether it is known how much was written before.
        boolean counts() {
            return generation == 1 || before > 0;
        }
    }
}
