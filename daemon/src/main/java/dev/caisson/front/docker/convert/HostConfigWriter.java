package dev.caisson.front.docker.convert;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.Lifecycle;
import dev.caisson.container.request.Link;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.wire.HostConfig;
import dev.caisson.wire.PortBinding;
import dev.caisson.wire.RestartPolicy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes the part of a container that depends on the host.
final class HostConfigWriter {
    private HostConfigWriter() {}

    /// Of a client that sent none.
    static HostConfig nothing() {
        return write(ContainerSpec.ofImage(""), "");
    }

    /// @param owner name of the container, which is in the names of its links
    static HostConfig write(ContainerSpec spec, String owner) {
        return new HostConfig(
                storage(spec),
                networking(spec, owner),
                lifecycle(spec),
                namespaces(spec),
                security(spec),
                LimitsWriter.write(spec.limits()));
    }

    private static HostConfig.Storage storage(ContainerSpec spec) {
        var mounts = spec.mounts();
        return new HostConfig.Storage(
                Absent.orNull(mounts.binds()),
                mounts.volumeDriver(),
                Absent.orNull(mounts.volumesFrom()),
                Absent.orNull(spec.isolation().runtime().storageOptions()),
                Absent.orNull(mounts.tmpfs()),
                spec.isolation().shmBytes(),
                Absent.orNull(mounts.mounts().stream().map(MountConverter::write).toList()));
    }

    private static HostConfig.Networking networking(ContainerSpec spec, String owner) {
        var network = spec.network();
        var names = network.names();
        return new HostConfig.Networking(
                spec.isolation().namespaces().network(),
                bindings(network.ports().bindings()),
                network.ports().publishAll(),
                Absent.orNull(names.servers()),
                Absent.orNull(names.options()),
                Absent.orNull(names.searchDomains()),
                Absent.orNull(names.extraHosts()),
                Absent.orNull(
                        network.links().stream()
                                .map(written -> Link.parse(written).shown(owner))
                                .toList()));
    }

    private static @Nullable Map<String, @Nullable List<PortBinding>> bindings(
            Map<String, List<NetworkRequest.PortBinding>> asked) {
        if (asked.isEmpty()) return null;
        var bindings = new TreeMap<String, @Nullable List<PortBinding>>();
        asked.forEach(
                (port, hosts) ->
                        bindings.put(
                                port,
                                hosts.stream()
                                        .map(
                                                one ->
                                                        new PortBinding(
                                                                one.hostAddress(), one.hostPort()))
                                        .toList()));
        return bindings;
    }

    private static HostConfig.Lifecycle lifecycle(ContainerSpec spec) {
        var lifecycle = spec.lifecycle();
        var restart = lifecycle.restart();
        return new HostConfig.Lifecycle(
                spec.identity().containerIdFile(),
                log(lifecycle.log()),
                new RestartPolicy(restart.mode().word(), restart.maximumRetries()),
                lifecycle.autoRemove(),
                List.of(spec.streams().rows(), spec.streams().columns()),
                Absent.orNull(spec.identity().annotations()),
                spec.isolation().runtime().name(),
                spec.isolation().init());
    }

    /// Where nothing was asked, Docker's default is shown: docker-py returns what a container wrote
    /// only for drivers it knows to be readable.
    private static HostConfig.LogConfig log(Lifecycle.LogChoice asked) {
        var driver = asked.driver().isEmpty() ? "json-file" : asked.driver();
        return new HostConfig.LogConfig(driver, Absent.sorted(asked.options()));
    }

    private static HostConfig.Namespaces namespaces(ContainerSpec spec) {
        var modes = spec.isolation().namespaces();
        var runtime = spec.isolation().runtime();
        return new HostConfig.Namespaces(
                modes.cgroup(),
                modes.ipc(),
                runtime.cgroup(),
                modes.pid(),
                modes.uts(),
                modes.user(),
                runtime.isolation());
    }

    private static HostConfig.Security security(ContainerSpec spec) {
        var isolation = spec.isolation();
        var privileges = isolation.privileges();
        return new HostConfig.Security(
                Absent.orNull(privileges.capabilitiesAdded()),
                Absent.orNull(privileges.capabilitiesDropped()),
                Absent.orNull(privileges.additionalGroups()),
                isolation.oomScoreAdjust(),
                privileges.privileged(),
                privileges.readonlyRoot(),
                Absent.orNull(privileges.securityOptions()),
                Absent.orNull(isolation.sysctls()),
                privileges.maskedPaths(),
                privileges.readonlyPaths());
    }
}
