package dev.caisson.container.plan;

import dev.caisson.spec.Mount;
import dev.caisson.spec.Mount.Flag;
import dev.caisson.spec.Namespaces;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.spec.Propagation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Every mount of the container in its order: what a Linux program expects, the files the engine
/// keeps, what the user asked for. A mount of the user replaces the standard one at its place.
final class MountPlan {
    private static final long SHM_BYTES = 64L << 20;

    private MountPlan() {}

    /// What the mounts depend on, besides the user's own.
    ///
    /// @param files where `hostname`, `hosts` and `resolv.conf` are; null for a container that
    ///     shares another's network and files
    /// @param shmSource where `/dev/shm` of a shared IPC namespace is; null for one of its own
    record Needs(
            Namespaces namespaces,
            boolean privileged,
            boolean readonlyRoot,
            boolean writableCgroups,
            long shmBytes,
            @Nullable Path shmSource,
            List<Mount> files,
            ProcessSpec.User user) {
        Needs {
            files = List.copyOf(files);
        }
    }

    static List<Mount> of(Needs needs, List<MountPoint> points) {
        var mounts = new ArrayList<Mount>(standard(needs));
        mounts.addAll(needs.files());
        for (var point : points) {
            mounts.removeIf(mount -> mount.destination().equals(point.destination()));
            // Who brings a /dev brings what is in it, as with runc.
            if (point.destination().equals("/dev")) {
                mounts.removeIf(mount -> mount.destination().startsWith("/dev/"));
            }
            mounts.add(mount(point, needs.user()));
        }
        mounts.sort(Comparator.comparingInt(mount -> depth(mount.destination())));
        return List.copyOf(mounts);
    }

    private static List<Mount> standard(Needs needs) {
        var mounts = new ArrayList<Mount>();
        var plain = Set.of(Flag.NO_SUID, Flag.NO_EXEC, Flag.NO_DEV);
        var readonly = Set.of(Flag.NO_SUID, Flag.NO_EXEC, Flag.NO_DEV, Flag.READ_ONLY);
        var system = needs.privileged() ? plain : readonly;
        mounts.add(new Mount.Fresh("proc", "/proc", plain, Map.of()));
        mounts.add(
                new Mount.Fresh(
                        "tmpfs",
                        "/dev",
                        Set.of(Flag.NO_SUID, Flag.STRICT_ATIME),
                        Map.of("mode", "755", "size", "65536k")));
        mounts.add(
                new Mount.Fresh(
                        "devpts",
                        "/dev/pts",
                        Set.of(Flag.NO_SUID, Flag.NO_EXEC),
                        Map.of("newinstance", "", "ptmxmode", "0666", "mode", "0620", "gid", "5")));
        mounts.add(new Mount.Fresh("sysfs", "/sys", system, Map.of()));
        var groups = needs.writableCgroups() ? plain : system;
        mounts.add(new Mount.CgroupView("/sys/fs/cgroup", groups));
        ipc(needs, mounts, plain);
        return mounts;
    }

    private static void ipc(Needs needs, List<Mount> mounts, Set<Flag> plain) {
        boolean own = needs.namespaces().of(Namespaces.Kind.IPC) instanceof Namespaces.Source.New;
        boolean host = needs.namespaces().of(Namespaces.Kind.IPC) instanceof Namespaces.Source.Host;
        // A new mount shows the queues of the namespace one is in, the host's too.
        mounts.add(new Mount.Fresh("mqueue", "/dev/mqueue", plain, Map.of()));
        var shared = needs.shmSource();
        if (shared != null) {
            mounts.add(bind(shared, "/dev/shm", plain));
        } else if (host) {
            mounts.add(bind(Path.of("/dev/shm"), "/dev/shm", Set.of()));
        } else if (own) {
            long size = needs.shmBytes() > 0 ? needs.shmBytes() : SHM_BYTES;
            mounts.add(
                    new Mount.Fresh(
                            "tmpfs",
                            "/dev/shm",
                            plain,
                            Map.of("mode", "1777", "size", Long.toString(size))));
        }
    }

    private static Mount mount(MountPoint point, ProcessSpec.User user) {
        var access = point.access();
        if (point.kind() == MountPoint.Kind.TMPFS) {
            var options = TmpfsOptions.parse(point.tmpfsOptions());
            return new Mount.Fresh(
                    "tmpfs", point.destination(), options.flags(), options.settings());
        }
        var origin = point.origin();
        var image = origin == null ? null : origin.image();
        if (image != null) {
            return new Mount.Layers(
                    image.layers().stream().map(Path::of).toList(),
                    point.subpath(),
                    point.destination(),
                    Set.of(Flag.READ_ONLY));
        }
        var propagation = access.propagation();
        return new Mount.Bind(
                Path.of(point.source()),
                point.subpath(),
                point.destination(),
                access.recursive(),
                access.recursiveReadOnly(),
                access.writable() ? Set.of() : Set.of(Flag.READ_ONLY),
                propagation == null ? Propagation.RPRIVATE : propagation,
                point.idMap(user));
    }

    static Mount.Bind bind(Path source, String destination, Set<Flag> flags) {
        return new Mount.Bind(source, destination, true, false, flags, Propagation.RPRIVATE);
    }

    private static int depth(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }
}
