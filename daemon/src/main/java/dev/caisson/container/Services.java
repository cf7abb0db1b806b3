package dev.caisson.container;

import dev.caisson.cgroup.Cgroups;
import dev.caisson.container.plan.DaemonDefaults;
import dev.caisson.container.secret.SecretShelf;
import dev.caisson.container.volume.VolumeMounts;
import dev.caisson.container.volume.Volumes;
import dev.caisson.event.EventBus;
import dev.caisson.launch.Launcher;
import dev.caisson.net.Networks;
import dev.caisson.stdio.Streams;
import dev.caisson.stdio.driver.LogDestinations;
import dev.caisson.sys.Poller;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.Scheduler;
import java.nio.file.Path;
import java.time.InstantSource;

/// What every container needs of the rest of the daemon.
record Services(
        Kernel kernel,
        Disk disk,
        Streams streams,
        EventBus events,
        Scheduler scheduler,
        InstantSource clock,
        LogDestinations destinations,
        Settings settings) {
    record Kernel(
            Syscalls syscalls,
            Poller poller,
            Launcher launcher,
            Cgroups cgroups,
            Networks networks,
            SeccompFilters seccomp) {}

    record Disk(
            ContainerPaths paths,
            ContainerStore store,
            Volumes volumes,
            VolumeMounts volumeMounts,
            TreeDisposal disposal,
            SecretShelf secrets,
            UserFiles users) {}

    /// @param eventFifo where holders tell of ends
    record Settings(DaemonDefaults defaults, HostFacts facts, Path eventFifo) {}
}
