package dev.caisson.front.docker;

import dev.caisson.wire.ContainerConfig;

/// Tells a configuration that was left out from one that says something.
final class Given {
    private Given() {}

    /// Go leaves the embedded configuration out when no member of it was written; an empty one is
    /// the nearest there is to that here.
    static boolean isNothing(ContainerConfig config) {
        var command = config.command();
        var identity = config.identity();
        var streams = config.streams();
        return command.image() == null
                && command.cmd() == null
                && command.entrypoint() == null
                && command.env() == null
                && command.workingDir() == null
                && identity.hostname() == null
                && identity.user() == null
                && config.labels() == null
                && config.exposedPorts() == null
                && config.volumes() == null
                && config.healthcheck() == null
                && !streams.tty()
                && !streams.openStdin()
                && !streams.attachStdout();
    }
}
