package dev.caisson.container.view;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.net.model.PublishedPort;
import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that `inspect` shows of a container.
///
/// @param spec with the image's defaults merged in
/// @param path the program, `arguments` follow it
/// @param imageId `sha256:…`
/// @param size null when it was not asked for
public record ContainerView(
        ContainerId id,
        ContainerName name,
        Instant created,
        ContainerSpec spec,
        StateView state,
        String path,
        List<String> arguments,
        String imageId,
        int restartCount,
        Files files,
        List<MountView> mounts,
        List<NetworkView> networks,
        List<String> execIds,
        @Nullable SizeView size,
        NetworkPlace network) {
    public ContainerView {
        arguments = List.copyOf(arguments);
        mounts = List.copyOf(mounts);
        networks = List.copyOf(networks);
        execIds = List.copyOf(execIds);
    }

    /// Absolute paths of the host; empty for what does not exist.
    ///
    /// @param layers the read-only layers of the root, the topmost first
    public record Files(
            String resolvConf,
            String hostname,
            String hosts,
            String log,
            List<String> layers,
            String upper,
            String work) {
        public Files {
            layers = List.copyOf(layers);
        }
    }

    /// Where its network is while it runs.
    ///
    /// @param namespace path of the network namespace; empty when there is none now
    /// @param ports that are published now
    /// @param relayed those whose clients the container does not see: the engine passes
    ///     connections on
    /// @param armed whether the ports are there while it does not run
    public record NetworkPlace(
            String namespace,
            List<PublishedPort> ports,
            Set<PublishedPort> relayed,
            boolean armed) {
        public static final NetworkPlace NONE = new NetworkPlace("", List.of(), Set.of(), false);

        public NetworkPlace {
            relayed = Set.copyOf(relayed);
            ports = List.copyOf(ports);
        }
    }

    /// Bytes.
    ///
    /// @param writable of the container's own layer
    /// @param root of everything it sees
    /// @param log of its log, the file of `json-file` not counted
    public record SizeView(long writable, long root, long log) {}
}
