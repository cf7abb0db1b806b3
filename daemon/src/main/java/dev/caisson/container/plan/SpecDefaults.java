package dev.caisson.container.plan;

import dev.caisson.container.request.Command;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.Identity;
import dev.caisson.container.request.Isolation;
import dev.caisson.container.request.Isolation.NamespaceModes;
import dev.caisson.container.request.Isolation.Privileges;
import dev.caisson.container.request.Isolation.RuntimeChoice;
import dev.caisson.container.request.Lifecycle.LogChoice;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.spec.Namespaces.Kind;
import dev.caisson.stdio.driver.LogDrivers;
import dev.caisson.value.ContainerId;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Writes into a spec what the engine decides when nothing was asked for, so that `inspect` shows
/// it and a later change of a default does not change a container that exists.
public final class SpecDefaults {
    private static final long SHM_BYTES = 64L << 20;
    private static final String DEFAULT_NETWORK = "bridge";
    private static final Set<String> OPEN = Set.of("", "default", DEFAULT_NETWORK);
    private static final Set<String> BUILT_IN = Set.of("default", DEFAULT_NETWORK, "host", "none");

    private SpecDefaults() {}

    public static ContainerSpec fill(ContainerId id, ContainerSpec spec, DaemonDefaults defaults) {
        var isolation = spec.isolation();
        boolean privileged = isolation.privileges().privileged();
        var modes =
                modes(
                        isolation.namespaces(),
                        network(isolation.namespaces().network(), spec.network()),
                        defaults.namespaces().cgroup(privileged),
                        defaults.namespaces().ipc());
        long shm = isolation.shmBytes() > 0 ? isolation.shmBytes() : defaults.shmBytes();
        return spec.with(identity(id, spec, defaults))
                .with(command(spec.command()))
                .with(spec.lifecycle().with(log(spec.lifecycle().log(), defaults.logDriver())))
                .with(
                        new Isolation(
                                modes,
                                privileges(isolation.privileges(), defaults),
                                isolation.sysctls(),
                                isolation.oomScoreAdjust(),
                                shm > 0 ? shm : SHM_BYTES,
                                isolation.init(),
                                runtime(isolation.runtime())));
    }

    /// The daemon's options go with the daemon's driver only, and what was asked for comes first.
    /// Where neither says anything it stays open, and is shown by Docker's default name.
    private static LogChoice log(LogChoice asked, LogChoice standard) {
        boolean open = asked.driver().isEmpty() && standard.driver().isEmpty();
        if (open && asked.options().isEmpty()) return asked;
        var driver = standard.driver().isEmpty() ? LogDrivers.STANDARD : standard.driver();
        var chosen = asked.driver().isEmpty() ? driver : asked.driver();
        if (!chosen.equals(driver)) return new LogChoice(chosen, asked.options());
        var options = new HashMap<>(standard.options());
        options.putAll(asked.options());
        return new LogChoice(chosen, options);
    }

    private static Command command(Command asked) {
        if (asked.workingDirectory().isEmpty()) return asked;
        var clean = Path.of(asked.workingDirectory()).normalize().toString();
        return new Command(
                asked.entrypoint(),
                asked.arguments(),
                asked.environment(),
                clean,
                asked.user(),
                asked.shell(),
                asked.argsEscaped());
    }

    private static Identity identity(ContainerId id, ContainerSpec spec, DaemonDefaults defaults) {
        var identity = spec.identity();
        var choice = NamespaceChoice.parse(spec.isolation().namespaces(), defaults.ipcMode());
        boolean own = choice.isOwn(Kind.UTS) && choice.isOwn(Kind.NET);
        if (!identity.hostname().isEmpty() || !own) return identity;
        return new Identity(
                identity.image(),
                id.shortForm(),
                identity.domainname(),
                identity.labels(),
                identity.annotations(),
                identity.onBuild(),
                identity.containerIdFile());
    }

    private static NamespaceModes modes(
            NamespaceModes asked, String network, String cgroup, String ipc) {
        return new NamespaceModes(
                network,
                asked.pid(),
                asked.ipc().isEmpty() ? ipc : asked.ipc(),
                asked.uts(),
                asked.cgroup().isEmpty() ? cgroup : asked.cgroup(),
                asked.user());
    }

    /// Who names networks, and not the default one among them, is in these alone. Source: moby
    /// daemon/container_operations.go, updateContainerNetworkSettings
    private static String network(String mode, NetworkRequest asked) {
        if (!OPEN.contains(mode)) return mode;
        if (asked.disabled() || asked.endpoints().keySet().stream().anyMatch(BUILT_IN::contains)) {
            return DEFAULT_NETWORK;
        }
        Comparator<Map.Entry<String, NetworkRequest.Endpoint>> order =
                Comparator.comparingLong(each -> -each.getValue().gatewayPriority());
        return asked.endpoints().entrySet().stream()
                .min(order.thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .orElse(DEFAULT_NETWORK);
    }

    private static Privileges privileges(Privileges asked, DaemonDefaults defaults) {
        var security = SecurityOptions.parse(asked.securityOptions(), defaults.noNewPrivileges());
        if (asked.privileged() || security.unmasked()) return asked;
        var masked = asked.maskedPaths();
        var readonly = asked.readonlyPaths();
        return new Privileges(
                false,
                asked.capabilitiesAdded(),
                asked.capabilitiesDropped(),
                asked.securityOptions(),
                asked.additionalGroups(),
                asked.readonlyRoot(),
                masked == null ? SystemPaths.MASKED : masked,
                readonly == null ? SystemPaths.READONLY : readonly);
    }

    private static RuntimeChoice runtime(RuntimeChoice asked) {
        return new RuntimeChoice(
                asked.name().isEmpty() ? "caisson" : asked.name(),
                asked.isolation(),
                asked.cgroup(),
                asked.storageOptions());
    }
}
