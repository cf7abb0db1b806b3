package dev.caisson.main;

import dev.caisson.container.request.Limits.Ulimit;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the daemon was told, by flags and by its configuration file.
///
/// @param pidFile null for none
/// @param group null for `caisson`, or `docker` where that does not exist
record DaemonOptions(
        Path dataRoot,
        Path execRoot,
        List<Path> sockets,
        LogLevel logLevel,
        @Nullable Path pidFile,
        @Nullable String group,
        boolean stopContainers,
        ForContainers containers) {
    DaemonOptions {
        sockets = List.copyOf(sockets);
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
    record ForContainers(
            boolean init,
            boolean noNewPrivileges,
            List<Ulimit> ulimits,
            String cgroupParent,
            long shmBytes,
            String ipcMode,
            List<String> labels) {
        ForContainers {
            ulimits = List.copyOf(ulimits);
            labels = List.copyOf(labels);
        }
    }
}
