package dev.caisson.container;

import dev.caisson.cgroup.Cgroup;
import dev.caisson.cgroup.CgroupPath;
import dev.caisson.cgroup.Cgroups;
import dev.caisson.value.ContainerId;
import org.jspecify.annotations.Nullable;

/// The control group of a container that is being started: made on one thread, taken back on
/// another, one after the other.
final class GroupMaking implements AutoCloseable {
    private final Cgroups cgroups;
    private final CgroupPath parent;
    private @Nullable Cgroup made;

    GroupMaking(Cgroups cgroups, CgroupPath parent) {
        this.cgroups = cgroups;
        this.parent = parent;
    }

    void make(ContainerId id, LaunchPlanner.Plan plan) {
        var accepted = cgroups.features().accept(plan.resources());
        made = cgroups.create(parent, id, accepted.resources());
    }

    /// @throws IllegalStateException before it was made
    Cgroup made() {
        var cgroup = made;
        if (cgroup == null) throw new IllegalStateException("no control group was made");
        return cgroup;
    }

    /// Ends what is in it and removes it.
    @Override
    public void close() {
        var cgroup = made;
        if (cgroup == null) return;
        try {
            cgroup.kill();
        } finally {
            cgroup.close();
        }
    }
}
