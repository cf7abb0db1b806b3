package dev.caisson.cgroup;

import dev.caisson.spec.Resources;
import java.util.List;

/// The control group of one container: its directories in every hierarchy.
///
/// Not for several threads at once; the container's actor owns it. Every method reads or writes
/// cgroup files at once; only [#kill], [#freeze] and [#remove] wait for the kernel, and never
/// longer than two seconds.
public interface Cgroup extends AutoCloseable {
    CgroupPath path();

    /// How init and exec sessions get in.
    Join join();

    /// The limits that the kernel refused although the host offers them, in Docker's words, from
    /// the creation or the last update.
    List<String> warnings();

    /// Sets the limits that `changes` names, leaves the others as they are. Device rules are not
    /// changed.
    ///
    /// @throws dev.caisson.fault.InvalidInput `CGROUP_LIMIT_REFUSED` when the kernel does not take
    ///     a value, such as a memory limit below what is in use
    void update(Resources changes);

    /// One reading of all counters.
    CgroupStats stats();

    /// Stops every process, and returns when all stand still.
    ///
    /// @throws dev.caisson.fault.Unavailable `CGROUP_FREEZE_TIMEOUT`; the cgroup is thawed then
    void freeze();

    void thaw();

    boolean frozen();

    /// How many processes the kernel has killed because the memory limit was reached.
    long oomKills();

    /// Where such kills are told while they happen.
    OomSource oomSource();

    /// The processes inside, cgroups below included, as pids of the daemon's namespace.
    List<Integer> members();

    /// Kills every process inside, also frozen ones and those forked meanwhile, and returns when
    /// none is left.
    ///
    /// @throws dev.caisson.fault.Unavailable `CGROUP_BUSY` when some do not die
    void kill();

    /// Removes the directories and those a container made below. Nothing happens when they are
    /// gone.
    ///
    /// @throws dev.caisson.fault.Unavailable `CGROUP_BUSY` when a process is still inside
    void remove();

    /// The same as [#remove].
    @Override
    default void close() {
        remove();
    }
}
