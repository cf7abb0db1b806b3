package dev.caisson.spec;

import dev.caisson.value.ContainerId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything the launch program does for one container, decided and complete: names are resolved
/// to numbers, defaults are filled in, paths of the host are absolute.
///
/// @param hostname set in the container's own UTS namespace; null where that namespace is shared
/// @param domainname likewise; null to leave it alone
/// @param mounts in the order they are made, `/proc`, `/dev` and `/sys` included
/// @param sysctls dotted names to values; written in the container's namespaces
/// @param maskedPaths absolute paths in the container; files get `/dev/null`, directories an empty
/// tmpfs; what does not exist is skipped
/// @param readonlyPaths absolute paths in the container; what does not exist is skipped
/// @param init true for a reaping PID 1 of ours in front of the process (`--init`)
public record RuntimeSpec(
        ContainerId id,
        RootFilesystem root,
        @Nullable String hostname,
        @Nullable String domainname,
        Namespaces namespaces,
        List<Mount> mounts,
        List<Device> devices,
        Map<String, String> sysctls,
        List<String> maskedPaths,
        List<String> readonlyPaths,
        boolean init,
        ProcessSpec process,
        Stdio stdio) {
    public RuntimeSpec {
        mounts = List.copyOf(mounts);
        devices = List.copyOf(devices);
        sysctls = Map.copyOf(sysctls);
        maskedPaths = List.copyOf(maskedPaths);
        readonlyPaths = List.copyOf(readonlyPaths);
    }
}
