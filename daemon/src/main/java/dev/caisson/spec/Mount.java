package dev.caisson.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One mount inside the container. The destination is resolved inside the container's root and
/// created there when it does not exist (a file for a bind of a file, else a directory).
public sealed interface Mount {
    /// Absolute path in the container.
    String destination();

    /// Attributes of the mount point.
    Set<Flag> flags();

    /// Attributes, as in `mount_setattr(2)`.
    enum Flag {
        READ_ONLY,
        NO_SUID,
        NO_DEV,
        NO_EXEC,
        STRICT_ATIME,
        NO_ATIME
    }

    /// A file or directory of the host.
    ///
    /// @param source absolute path of the host, opened by the daemon before the launch
    /// @param subpath what of the source is mounted, looked up beneath it whatever links are there;
    ///     empty for the source itself
    /// @param recursive true to bring the mounts below the source along
    /// @param recursiveReadOnly true to make those read-only as well
    /// @param idMap whose its files seem to be; null for those whose they are
    record Bind(
            Path source,
            String subpath,
            String destination,
            boolean recursive,
            boolean recursiveReadOnly,
            Set<Flag> flags,
            Propagation propagation,
            @Nullable IdMap idMap)
            implements Mount {
        /// The source itself.
        public Bind(
                Path source,
                String destination,
                boolean recursive,
                boolean recursiveReadOnly,
                Set<Flag> flags,
                Propagation propagation) {
            this(source, "", destination, recursive, recursiveReadOnly, flags, propagation, null);
        }

        public Bind {
            flags = Set.copyOf(flags);
        }
    }

    /// A new instance of a file system: proc, sysfs, tmpfs, mqueue, devpts.
    ///
    /// @param options as `fsconfig(2)` takes them: key to value, an empty value for a flag
    record Fresh(String type, String destination, Set<Flag> flags, Map<String, String> options)
            implements Mount {
        public Fresh {
            flags = Set.copyOf(flags);
            options = Map.copyOf(options);
        }
    }

    /// The container's own view of its control groups: on v2 a cgroup2 mount, on v1 a tmpfs with
    /// one bind of the container's own directory per controller.
    record CgroupView(String destination, Set<Flag> flags) implements Mount {
        public CgroupView {
            flags = Set.copyOf(flags);
        }
    }

    /// A read-only overlay of layers (image mounts).
    ///
    /// @param lowers the topmost first
    /// @param subpath what of them is mounted, looked up beneath them; empty for all
    record Layers(List<Path> lowers, String subpath, String destination, Set<Flag> flags)
            implements Mount {
        public Layers {
            lowers = List.copyOf(lowers);
            flags = Set.copyOf(flags);
        }
    }
}
