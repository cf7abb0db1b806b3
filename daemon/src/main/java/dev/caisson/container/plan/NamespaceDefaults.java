package dev.caisson.container.plan;

/// Which namespaces a container gets that asks for none.
///
/// @param ipc `private` or `shareable`
/// @param cgroup `private` or `host`
/// @param privilegedCgroup the same for a privileged container: with cgroup v1 it sees the host's,
///     whatever the others see. Source: moby daemon/daemon_unix.go, adaptContainerSettings
public record NamespaceDefaults(String ipc, String cgroup, String privilegedCgroup) {
    private static final String PRIVATE = "private";

    public static NamespaceDefaults standard() {
        return new NamespaceDefaults(PRIVATE, PRIVATE, PRIVATE);
    }

    String cgroup(boolean privileged) {
        return privileged ? privilegedCgroup : cgroup;
    }
}
