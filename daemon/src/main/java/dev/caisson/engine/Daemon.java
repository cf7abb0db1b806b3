package dev.caisson.engine;

import dev.caisson.container.view.CountersView;
import dev.caisson.event.EventFilter;
import dev.caisson.event.EventSubscription;
import dev.caisson.image.registry.RegistrySettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The engine itself.
public interface Daemon {
    DaemonVersion version();

    DaemonInfo info();

    /// What is counted, for monitoring.
    Metrics metrics();

    /// @param events published in this data root
    /// @param subscribers to events, now
    record Metrics(CountersView counters, long events, int subscribers) {}

    /// Stops all containers for the end of the host, in order; what a policy starts at boot is
    /// started when the daemon is.
    void shutdown();

    /// Past events from `since` on, then live ones until `until`.
    EventSubscription events(EventFilter filter, @Nullable Instant since, @Nullable Instant until);

    /// @param apiVersion newest the engine speaks, such as `1.51`
    record DaemonVersion(
            String version,
            String apiVersion,
            String minApiVersion,
            String gitCommit,
            String javaVersion,
            String operatingSystem,
            String architecture,
            String kernelVersion,
            String buildTime) {}

    /// Facts of the host and the engine.
    record DaemonInfo(
            String id,
            Counts counts,
            Host host,
            Cgroups cgroups,
            Paths paths,
            Settings settings,
            List<String> securityOptions,
            List<String> warnings) {
        public DaemonInfo {
            securityOptions = List.copyOf(securityOptions);
            warnings = List.copyOf(warnings);
        }
    }

    /// What the daemon was told at its start.
    ///
    /// @param logDriver of containers that name none
    /// @param cgroupNamespaces whether containers get one of their own
    record Settings(
            boolean debug,
            String logDriver,
            List<String> labels,
            List<String> cdiDirectories,
            boolean cgroupNamespaces,
            RegistrySettings registries) {
        public Settings {
            labels = List.copyOf(labels);
            cdiDirectories = List.copyOf(cdiDirectories);
        }
    }

    record Counts(int containers, int running, int paused, int stopped, int images) {}

    /// @param architecture as `uname -m` says
    record Host(
            String name,
            String operatingSystem,
            String osVersion,
            String kernelVersion,
            String architecture,
            int cpus,
            long memoryBytes,
            Instant now,
            int fileDescriptors,
            int threads,
            boolean forwardsIpv4) {}

    /// @param version `1` or `2`
    /// @param controllers what can be limited here, by Docker's name (`MemoryLimit`, `SwapLimit`,
    ///     `CpuCfsPeriod`, `CpuCfsQuota`, `CPUShares`, `CPUSet`, `PidsLimit`, `OomKillDisable`)
    record Cgroups(String version, String driver, Map<String, Boolean> controllers) {
        public Cgroups {
            controllers = Map.copyOf(controllers);
        }
    }

    record Paths(String dataRoot, String execRoot) {}
}
