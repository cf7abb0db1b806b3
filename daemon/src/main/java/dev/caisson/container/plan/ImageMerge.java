package dev.caisson.container.plan;

import dev.caisson.container.request.Command;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.HealthCheck;
import dev.caisson.container.request.Identity;
import dev.caisson.container.request.Lifecycle;
import dev.caisson.container.request.MountRequests;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.ContainerDefaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Fills what was not asked for from the image. Source: moby daemon/commit.go, merge.
public final class ImageMerge {
    private ImageMerge() {}

    /// @throws InvalidInput `COMMAND_MISSING` when neither says what to run
    public static ContainerSpec merge(ContainerSpec asked, ContainerDefaults image) {
        var merged =
                asked.with(identity(asked.identity(), image))
                        .with(command(asked.command(), image))
                        .with(lifecycle(asked.lifecycle(), image))
                        .with(mounts(asked.mounts(), image))
                        .with(network(asked.network(), image));
        if (CommandLine.of(merged.command()).isEmpty()) {
            throw new InvalidInput(FaultCode.COMMAND_MISSING);
        }
        return merged;
    }

    private static Identity identity(Identity asked, ContainerDefaults image) {
        var labels = new HashMap<>(image.labels());
        labels.putAll(asked.labels());
        return new Identity(
                asked.image(),
                asked.hostname(),
                asked.domainname(),
                labels,
                asked.annotations(),
                asked.onBuild(),
                asked.containerIdFile());
    }

    private static Command command(Command asked, ContainerDefaults image) {
        var entrypoint = asked.entrypoint();
        var arguments = asked.arguments();
        boolean noEntrypoint = entrypoint == null || entrypoint.isEmpty();
        if (noEntrypoint && (arguments == null || arguments.isEmpty())) {
            arguments = image.command().cmd();
        }
        if (entrypoint == null) entrypoint = image.command().entrypoint();
        if (entrypoint != null && entrypoint.equals(List.of(""))) entrypoint = null;
        return new Command(
                entrypoint,
                arguments,
                environment(asked.environment(), image.env()),
                asked.workingDirectory().isEmpty() ? image.workingDir() : asked.workingDirectory(),
                asked.user().isEmpty() ? image.user() : asked.user(),
                asked.shell() == null ? image.command().shell() : asked.shell(),
                asked.argsEscaped());
    }

    private static List<String> environment(List<String> asked, List<String> image) {
        Set<String> names = new HashSet<>();
        for (var entry : asked) names.add(Environment.name(entry));
        var merged = new ArrayList<>(asked);
        for (var entry : image) {
            if (!names.contains(Environment.name(entry))) merged.add(entry);
        }
        return merged;
    }

    private static Lifecycle lifecycle(Lifecycle asked, ContainerDefaults image) {
        var signal = asked.stopSignal();
        return new Lifecycle(
                asked.restart(),
                asked.autoRemove(),
                signal.isEmpty() ? image.lifecycle().stopSignal() : signal,
                asked.stopTimeoutSeconds(),
                health(asked.health(), image.lifecycle().healthcheck()),
                asked.log());
    }

    private static @Nullable HealthCheck health(
            @Nullable HealthCheck asked, ContainerDefaults.@Nullable Healthcheck image) {
        if (image == null) return asked;
        if (asked == null)
            asked =
                    new HealthCheck(
                            List.of(),
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO,
                            0);
        return new HealthCheck(
                asked.test().isEmpty() ? image.test() : asked.test(),
                orElse(asked.interval(), image.interval()),
                orElse(asked.timeout(), image.timeout()),
                orElse(asked.startPeriod(), image.startPeriod()),
                orElse(asked.startInterval(), image.startInterval()),
                asked.retries() == 0 ? image.retries() : asked.retries());
    }

    private static Duration orElse(Duration asked, Duration image) {
        return asked.isZero() ? image : asked;
    }

    private static MountRequests mounts(MountRequests asked, ContainerDefaults image) {
        Set<String> volumes = new HashSet<>(asked.anonymousVolumes());
        volumes.addAll(image.volumes());
        return new MountRequests(
                asked.binds(),
                asked.mounts(),
                asked.tmpfs(),
                volumes,
                asked.volumesFrom(),
                asked.volumeDriver(),
                asked.shallow());
    }

    private static NetworkRequest network(NetworkRequest asked, ContainerDefaults image) {
        Set<String> exposed = new HashSet<>(asked.ports().exposed());
        for (var port : image.exposedPorts()) exposed.add(withProtocol(port));
        Map<String, List<NetworkRequest.PortBinding>> bindings = asked.ports().bindings();
        return new NetworkRequest(
                new NetworkRequest.Ports(exposed, bindings, asked.ports().publishAll()),
                asked.names(),
                asked.links(),
                asked.macAddress(),
                asked.disabled(),
                asked.endpoints());
    }

    private static String withProtocol(String port) {
        return port.indexOf('/') < 0 ? port + "/tcp" : port;
    }
}
