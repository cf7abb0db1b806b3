package dev.caisson.front.docker.convert;

import dev.caisson.container.request.Command;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.HealthCheck;
import dev.caisson.container.request.Identity;
import dev.caisson.container.request.Isolation;
import dev.caisson.container.request.Lifecycle;
import dev.caisson.container.request.MountRequests;
import dev.caisson.container.request.RestartPolicy;
import dev.caisson.container.request.Streams;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.wire.ContainerConfig;
import dev.caisson.wire.CreateContainer;
import dev.caisson.wire.Healthcheck;
import dev.caisson.wire.HostConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what was asked for a container.
public final class SpecReader {
    private SpecReader() {}

    /// What a client before API 1.44 asks for with `Binds`, which have no room for more words.
    public static ContainerSpec readBefore144(CreateContainer asked) {
        var spec = read(asked);
        return spec.with(spec.mounts().withShallowBinds());
    }

    /// @throws InvalidInput for a member this engine cannot carry on, or Docker does not accept
    public static ContainerSpec read(CreateContainer asked) {
        var config = asked.config();
        var host = asked.hostConfig() == null ? HostConfigWriter.nothing() : asked.hostConfig();
        return new ContainerSpec(
                identity(config, host),
                command(config),
                streams(config, host),
                lifecycle(config, host),
                LimitsReader.read(host.resources()),
                isolation(host),
                mounts(config, host),
                NetworkReader.read(config, host.networking(), asked.networkingConfig()));
    }

    private static Identity identity(ContainerConfig config, HostConfig host) {
        return new Identity(
                Absent.text(config.command().image()),
                Absent.text(config.identity().hostname()),
                Absent.text(config.identity().domainname()),
                Absent.map(config.labels()),
                Absent.map(host.lifecycle().annotations()),
                Absent.list(config.onBuild()),
                Absent.text(host.lifecycle().containerIdFile()));
    }

    private static Command command(ContainerConfig config) {
        var asked = config.command();
        return new Command(
                asked.entrypoint(),
                asked.cmd(),
                Absent.list(asked.env()),
                Absent.text(asked.workingDir()),
                Absent.text(config.identity().user()),
                asked.shell(),
                asked.argsEscaped());
    }

    private static Streams streams(ContainerConfig config, HostConfig host) {
        var asked = config.streams();
        var size = Absent.list(host.lifecycle().consoleSize());
        return new Streams(
                asked.tty(),
                asked.openStdin(),
                asked.stdinOnce(),
                asked.attachStdin(),
                asked.attachStdout(),
                asked.attachStderr(),
                size.size() > 1 ? size.get(1) : 0,
                size.isEmpty() ? 0 : size.getFirst());
    }

    private static Lifecycle lifecycle(ContainerConfig config, HostConfig host) {
        var log = host.lifecycle().logConfig();
        return new Lifecycle(
                restart(host.lifecycle().restartPolicy()),
                host.lifecycle().autoRemove(),
                Absent.text(config.stopSignal()),
                config.stopTimeout(),
                health(config.healthcheck()),
                log == null
                        ? Lifecycle.LogChoice.defaults()
                        : new Lifecycle.LogChoice(
                                Absent.text(log.type()), Absent.map(log.config())));
    }

    /// @return no restart for null
    /// @throws InvalidInput `RESTART_POLICY_UNKNOWN`, `RESTART_RETRIES_MISPLACED`
    public static RestartPolicy restart(dev.caisson.wire.@Nullable RestartPolicy asked) {
        if (asked == null) return RestartPolicy.never();
        var name = Absent.text(asked.name());
        var mode =
                switch (name) {
                    case "", "no" -> RestartPolicy.Mode.NO;
                    case "always" -> RestartPolicy.Mode.ALWAYS;
                    case "on-failure" -> RestartPolicy.Mode.ON_FAILURE;
                    case "unless-stopped" -> RestartPolicy.Mode.UNLESS_STOPPED;
                    default -> throw new InvalidInput(FaultCode.RESTART_POLICY_UNKNOWN, name);
                };
        int retries = asked.maximumRetryCount();
        if (retries != 0 && mode != RestartPolicy.Mode.ON_FAILURE) {
            throw new InvalidInput(FaultCode.RESTART_RETRIES_MISPLACED);
        }
        if (retries < 0) throw new InvalidInput(FaultCode.RESTART_RETRIES_NEGATIVE);
        return new RestartPolicy(mode, retries);
    }

    private static @Nullable HealthCheck health(@Nullable Healthcheck asked) {
        if (asked == null) return null;
        return new HealthCheck(
                Absent.list(asked.test()),
                Duration.ofNanos(asked.interval()),
                Duration.ofNanos(asked.timeout()),
                Duration.ofNanos(asked.startPeriod()),
                Duration.ofNanos(asked.startInterval()),
                asked.retries());
    }

    private static Isolation isolation(HostConfig host) {
        var spaces = host.namespaces();
        var security = host.security();
        return new Isolation(
                new Isolation.NamespaceModes(
                        Absent.text(host.networking().networkMode()),
                        Absent.text(spaces.pidMode()),
                        Absent.text(spaces.ipcMode()),
                        Absent.text(spaces.utsMode()),
                        Absent.text(spaces.cgroupnsMode()),
                        Absent.text(spaces.usernsMode())),
                new Isolation.Privileges(
                        security.privileged(),
                        Absent.list(security.capAdd()),
                        Absent.list(security.capDrop()),
                        Absent.list(security.securityOpt()),
                        Absent.list(security.groupAdd()),
                        security.readonlyRootfs(),
                        security.maskedPaths(),
                        security.readonlyPaths()),
                Absent.map(security.sysctls()),
                security.oomScoreAdj(),
                host.storage().shmSize(),
                host.lifecycle().init(),
                new Isolation.RuntimeChoice(
                        Absent.text(host.lifecycle().runtime()),
                        Absent.text(spaces.isolation()),
                        Absent.text(spaces.cgroup()),
                        Absent.map(host.storage().storageOpt())));
    }

    private static MountRequests mounts(ContainerConfig config, HostConfig host) {
        var storage = host.storage();
        return new MountRequests(
                List.copyOf(Absent.list(storage.binds())),
                Absent.list(storage.mounts()).stream().map(MountConverter::read).toList(),
                Map.copyOf(Absent.map(storage.tmpfs())),
                Set.copyOf(Absent.map(config.volumes()).keySet()),
                List.copyOf(Absent.list(storage.volumesFrom())),
                Absent.text(storage.volumeDriver()));
    }
}
