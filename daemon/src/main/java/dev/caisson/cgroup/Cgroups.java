package dev.caisson.cgroup;

import dev.caisson.spec.Resources;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.ContainerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Makes and finds the cgroups of containers.
public interface Cgroups {
    /// Name of the directory holders are in, at the root of a hierarchy.
    String HOLDERS = "caisson-holders";

    /// Those of this host. Makes the parent directory of containers.
    ///
    /// @throws dev.caisson.fault.Unavailable `CGROUP_MISSING` when no hierarchy is mounted
    static Cgroups ofHost(Syscalls syscalls) {
        var proc = Path.of("/proc");
        var tree = new KernelTree(syscalls);
        var patience = new Patience(Duration.ofSeconds(2));
        return switch (CgroupHost.detect(proc)) {
            case CgroupHost.V1 host -> new V1Cgroups(host, tree, patience, proc);
            case CgroupHost.V2 host -> new V2Cgroups(host, tree, patience, proc);
        };
    }

    CgroupHost host();

    CgroupFeatures features();

    /// Makes the cgroup of a container below `parent`, with its limits set, without a process.
    ///
    /// @param resources what [CgroupFeatures#accept] left of what was asked for
    /// @throws dev.caisson.fault.InvalidInput `CGROUP_LIMIT_REFUSED` when the kernel does not take
    ///     a value
    /// @throws dev.caisson.fault.Internal `CGROUP_CREATE_FAILED`; nothing is left behind
    Cgroup create(CgroupPath parent, ContainerId id, Resources resources);

    /// The cgroup made earlier at this path, by this daemon or one before it. It need not exist
    /// any more: then it has no members and removing it does nothing.
    Cgroup open(CgroupPath path);

    /// The containers that have a cgroup below `parent`, whether or not anybody remembers them.
    List<ContainerId> below(CgroupPath parent);

    /// How a holder leaves the cgroups of the daemon, in every hierarchy, so that neither the
    /// daemon's limits nor a service manager that ends the daemon reaches it. The first call makes
    /// the directory; it stays.
    Join holders();
}
