package dev.caisson.container.view;

import dev.caisson.cgroup.CgroupStats;
import dev.caisson.value.ContainerId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a container uses at one moment.
///
/// @param counters null when it does not run
/// @param traffic of its network devices but the loopback; empty where the host's network is its
///     own
public record UsageView(
        ContainerId id,
        String name,
        Instant read,
        @Nullable CgroupStats counters,
        List<Traffic> traffic) {
    public UsageView {
        traffic = List.copyOf(traffic);
    }

    /// What went through one network device.
    public record Traffic(String device, Direction received, Direction sent) {}

    public record Direction(long bytes, long packets, long errors, long dropped) {}
}
