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
/// @param log the ring of a container that says nothing of it
/// @param logDriver with its options; empty for the engine's own
/// @param network of ports and names
/// @param cdi whether devices may be named by a vendor's specification
public record DaemonDefaults(
        boolean init,
        boolean noNewPrivileges,
        List<Ulimit> ulimits,
        String cgroupParent,
        long shmBytes,
        NamespaceDefaults namespaces,
        LogLayout log,
        LogChoice logDriver,
        NetworkDefaults network,
        boolean cdi) {
    public DaemonDefaults {
        ulimits = List.copyOf(ulimits);
    }

    /// `private` or `shareable`.
    public String ipcMode() {
        return namespaces.ipc();
    }

    /// Of ports.
    public Publication publication() {
        return network.publication();
    }

    public static DaemonDefaults standard() {
        return new DaemonDefaults(
                false,
                false,
                List.of(),
                "",
                0,
                NamespaceDefaults.standard(),
                LogLayout.defaults(),
                LogChoice.defaults(),
                NetworkDefaults.standard(),
                true);
    }
}
