package dev.caisson.container.request;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How far it is kept apart from the host.
///
/// @param sysctls dotted names
public record Isolation(
        NamespaceModes namespaces,
        Privileges privileges,
        Map<String, String> sysctls,
        int oomScoreAdjust,
        long shmBytes,
        @Nullable Boolean init,
        RuntimeChoice runtime) {
    public Isolation {
        sysctls = Map.copyOf(sysctls);
    }

    public static Isolation defaults() {
        return new Isolation(
                NamespaceModes.defaults(),
                Privileges.defaults(),
                Map.of(),
                0,
                0,
                null,
                RuntimeChoice.defaults());
    }

    public Isolation with(NamespaceModes changed) {
        return new Isolation(changed, privileges, sysctls, oomScoreAdjust, shmBytes, init, runtime);
    }

    /// Docker's words: empty, `default`, `private`, `shareable`, `host`, `none`, `bridge`,
    /// `container:<name|id>` or a network's name.
    public record NamespaceModes(
            String network, String pid, String ipc, String uts, String cgroup, String user) {
        public static NamespaceModes defaults() {
            return new NamespaceModes("", "", "", "", "", "");
        }
    }

    /// @param maskedPaths null for the default list
    /// @param readonlyPaths null for the default list
    public record Privileges(
            boolean privileged,
            List<String> capabilitiesAdded,
            List<String> capabilitiesDropped,
            List<String> securityOptions,
            List<String> additionalGroups,
            boolean readonlyRoot,
            @Nullable List<String> maskedPaths,
            @Nullable List<String> readonlyPaths) {
        public Privileges {
            capabilitiesAdded = List.copyOf(capabilitiesAdded);
            capabilitiesDropped = List.copyOf(capabilitiesDropped);
            securityOptions = List.copyOf(securityOptions);
            additionalGroups = List.copyOf(additionalGroups);
            maskedPaths = maskedPaths == null ? null : List.copyOf(maskedPaths);
            readonlyPaths = readonlyPaths == null ? null : List.copyOf(readonlyPaths);
        }

        public static Privileges defaults() {
            return new Privileges(
                    false, List.of(), List.of(), List.of(), List.of(), false, null, null);
        }

        /// The same with all privileges.
        public Privileges withEverything() {
            return new Privileges(
                    true,
                    capabilitiesAdded,
                    capabilitiesDropped,
                    securityOptions,
                    additionalGroups,
                    readonlyRoot,
                    maskedPaths,
                    readonlyPaths);
        }
    }

    /// @param name empty for the daemon's
    /// @param isolation Docker's word for Windows; only `default` and empty are accepted
    /// @param cgroup Docker's unused `Cgroup` field, only shown
    public record RuntimeChoice(
            String name, String isolation, String cgroup, Map<String, String> storageOptions) {
        public RuntimeChoice {
            storageOptions = Map.copyOf(storageOptions);
        }

        public static RuntimeChoice defaults() {
            return new RuntimeChoice("", "", "", Map.of());
        }
    }
}
