package dev.caisson.front.docker.convert;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.HealthCheck;
import dev.caisson.wire.ContainerConfig;
import dev.caisson.wire.Healthcheck;
import dev.caisson.wire.Nothing;
import java.util.Collection;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes the part of a container that does not depend on the host.
final class ConfigWriter {
    private ConfigWriter() {}

    static ContainerConfig write(ContainerSpec spec) {
        var identity = spec.identity();
        var command = spec.command();
        var streams = spec.streams();
        var lifecycle = spec.lifecycle();
        var health = lifecycle.health();
        return new ContainerConfig(
                new ContainerConfig.Identity(
                        identity.hostname(), identity.domainname(), command.user()),
                new ContainerConfig.Streams(
                        streams.attachStdin(),
                        streams.attachStdout(),
                        streams.attachStderr(),
                        streams.tty(),
                        streams.openStdin(),
                        streams.stdinOnce()),
                new ContainerConfig.Command(
                        Absent.orNull(command.environment()),
                        command.arguments(),
                        command.argsEscaped(),
                        identity.image(),
                        command.workingDirectory(),
                        command.entrypoint(),
                        command.shell()),
                set(spec.network().ports().exposed()),
                health == null ? null : health(health),
                set(spec.mounts().anonymousVolumes()),
                spec.network().disabled(),
                spec.network().macAddress(),
                Absent.orNull(identity.onBuild()),
                Absent.sorted(identity.labels()),
                lifecycle.stopSignal(),
                lifecycle.stopTimeoutSeconds());
    }

    static Healthcheck health(HealthCheck health) {
        return new Healthcheck(
                Absent.orNull(health.test()),
                health.interval().toNanos(),
                health.timeout().toNanos(),
                health.startPeriod().toNanos(),
                health.startInterval().toNanos(),
                health.retries());
    }

    /// @return null for an empty one
    static @Nullable SequencedMap<String, Nothing> set(Collection<String> members) {
        if (members.isEmpty()) return null;
        var set = new TreeMap<String, Nothing>();
        for (var member : members) set.put(member, new Nothing());
        return set;
    }
}
