package dev.caisson.main;

import dev.caisson.build.cache.CacheLimits;
import dev.caisson.container.plan.NetworkDefaults;
import dev.caisson.container.request.Lifecycle.LogChoice;
import dev.caisson.container.request.Limits.Ulimit;
import dev.caisson.engine.GarbageCollection;
import dev.caisson.image.registry.RegistrySettings;
import dev.caisson.net.NetworkSettings;
import dev.caisson.net.ipam.SubnetChoice;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the daemon was told, by flags and by its configuration file.
///
/// @param pidFile null for none
/// @param metrics null for none
/// @param group null for `caisson`, or `docker` where that does not exist
record DaemonOptions(
        Path dataRoot,
        Path execRoot,
        List<Path> sockets,
        LogLevel logLevel,
        @Nullable Path pidFile,
        @Nullable String group,
        boolean stopContainers,
        @Nullable InetSocketAddress metrics,
        ForContainers containers,
        ForNetworks networks,
        ForImages images,
        CacheLimits buildCache) {
    DaemonOptions {
        sockets = List.copyOf(sockets);
    }

    /// Of networks.
    ///
    /// @param pools where subnets come from
    /// @param options of drivers, by the driver's name
    /// @param containers what they get that say nothing
    record ForNetworks(
            NetworkSettings.DefaultBridge bridge,
            SubnetChoice pools,
            NetworkSettings.Host host,
            Map<String, Map<String, String>> options,
            NetworkDefaults containers) {
        ForNetworks {
            options = Map.copyOf(options);
        }
    }

    /// With Docker's words.
    enum LogLevel {
        DEBUG,
        INFO,
        WARN,
        ERROR,
        FATAL
    }

    /// Defaults of containers.
    ///
    /// @param cgroupMode of their namespace: `private` or `host`
    /// @param log driver and its options; empty for the engine's own
    record ForContainers(
            boolean init,
            boolean noNewPrivileges,
            List<Ulimit> ulimits,
            String cgroupParent,
            long shmBytes,
            String ipcMode,
            String cgroupMode,
            Cdi cdi,
            List<String> labels,
            LogChoice log) {
        ForContainers {
            ulimits = List.copyOf(ulimits);
            labels = List.copyOf(labels);
        }
    }

    /// Devices that vendors describe.
    ///
    /// @param enabled false when they may not be named
    /// @param directories of the specifications
    record Cdi(boolean enabled, List<String> directories) {
        Cdi {
            directories = List.copyOf(directories);
        }
    }

    /// Where images come from.
    ///
    /// @param downloads of layers at once
    /// @param garbage null for never
    record ForImages(
            RegistrySettings registries,
            int downloads,
            GarbageCollection.@Nullable Watermarks garbage) {}
}
