package dev.caisson.container.plan;

import dev.caisson.container.request.Lifecycle.LogChoice;
import dev.caisson.container.request.Limits.Ulimit;
import dev.caisson.net.model.Publication;
import dev.caisson.spec.LogLayout;
import java.util.List;

/// What every container gets that asks for nothing else; from the daemon's configuration.
///
/// @param cgroupParent empty for the engine's own
/// @param shmBytes 0 for 64 MiB
/// @param ipcMode `private` or `shareable`
/// @param log the ring of a container that says nothing of it
/// @param logDriver with its options; empty for the engine's own
/// @param publication of ports
public record DaemonDefaults(
        boolean init,
        boolean noNewPrivileges,
        List<Ulimit> ulimits,
        String cgroupParent,
        long shmBytes,
        String ipcMode,
        LogLayout log,
        LogChoice logDriver,
        Publication publication) {
    public DaemonDefaults {
        ulimits = List.copyOf(ulimits);
    }

    public static DaemonDefaults standard() {
        return new DaemonDefaults(
                false,
                false,
                List.of(),
                "",
                0,
                "private",
                LogLayout.defaults(),
                LogChoice.defaults(),
                Publication.PLAIN);
    }
}
