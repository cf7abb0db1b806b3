package dev.caisson.launch;

import dev.caisson.spec.RuntimeSpec;
import java.nio.file.Path;

/// Everything a start of a container needs.
///
/// @param directory the container's directory below the data root; its holder writes `log/` and
///     `exit` there. A record of an earlier run is removed by the launch before anything starts.
/// @param events the daemon's event FIFO, which takes an `ExitEvent` when the container ended
/// @param cgroup what the container joins; also what a `Mount.CgroupView` shows
/// @param holders what the holder joins: a group of its own, not the daemon's or the container's
/// @param makeCgroup makes the group that `cgroup` names. It is called once, on another thread and
///     beside the rest of the preparation, and has returned when the launch returns or throws; what
///     it throws, the launch throws.
public record LaunchRequest(
        RuntimeSpec spec,
        Path directory,
        Path events,
        CgroupJoin cgroup,
        CgroupJoin holders,
        Runnable makeCgroup) {}
