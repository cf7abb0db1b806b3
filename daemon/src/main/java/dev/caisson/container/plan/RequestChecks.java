package dev.caisson.container.plan;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.HealthCheck;
import dev.caisson.container.request.RestartPolicy;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.Namespaces.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Refuses what cannot be meant or done, when a container is created. Source of texts: moby
/// runconfig, daemon/container.go and daemon/daemon_unix.go.
public final class RequestChecks {
    private static final Pattern HOSTNAME_PART =
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
    private static final Set<String> RUNTIMES =
            Set.of("", "runc", "caisson", "io.containerd.runc.v2");
    private static final int LONGEST_LIST = 10_000;
    private static final int LONGEST_VALUE = 1 << 20;

    private static final Duration SHORTEST_CHECK = Duration.ofMillis(1);

    private RequestChecks() {}

    /// @param cpus of the host
    /// @return warnings
    /// @throws InvalidInput for what is wrong
    public static List<String> check(ContainerSpec spec, DaemonDefaults defaults, int cpus) {
        var warnings = new ArrayList<String>();
        identity(spec);
        command(spec);
        lifecycle(spec);
        LimitChecks.check(spec.limits(), cpus);
        isolation(spec, defaults);
        network(spec, defaults, warnings);
        return warnings;
    }

    private static void identity(ContainerSpec spec) {
        if (spec.identity().annotations().containsKey("")) {
            throw new InvalidInput(FaultCode.ANNOTATION_INVALID);
        }
        var hostname = spec.identity().hostname();
        if (hostname.isEmpty()) return;
        boolean valid = hostname.length() <= 63;
        for (var part : hostname.split("\\.", -1)) {
            valid = valid && HOSTNAME_PART.matcher(part).matches();
        }
        if (!valid) throw new InvalidInput(FaultCode.HOSTNAME_INVALID, hostname);
    }

    private static void command(ContainerSpec spec) {
        var command = spec.command();
        var directory = command.workingDirectory();
        if (!directory.isEmpty() && !directory.startsWith("/")) {
            throw new InvalidInput(FaultCode.WORKING_DIRECTORY_INVALID, directory);
        }
        for (var entry : command.environment()) {
            if (entry.isEmpty() || entry.startsWith("=")) {
                throw new InvalidInput(FaultCode.ENVIRONMENT_INVALID, entry);
            }
        }
        var everything = new ArrayList<>(command.environment());
        everything.addAll(CommandLine.of(command));
        everything.add(directory);
        if (everything.size() > LONGEST_LIST) {
            throw new InvalidInput(
                    FaultCode.LIMIT_INVALID, "more than 10000 arguments and variables");
        }
        for (var text : everything) {
            if (text.indexOf(0) >= 0) {
                throw new InvalidInput(
                        FaultCode.LIMIT_INVALID, "arguments and variables cannot have a NUL");
            }
            if (text.length() > LONGEST_VALUE) {
                throw new InvalidInput(
                        FaultCode.LIMIT_INVALID, "an argument or variable is larger than 1 MiB");
            }
        }
    }

    private static void lifecycle(ContainerSpec spec) {
        var lifecycle = spec.lifecycle();
        if (!lifecycle.stopSignal().isEmpty()) Signals.parse(lifecycle.stopSignal());
        checkRestart(lifecycle.restart());
        if (lifecycle.health() != null) health(lifecycle.health());
        if (lifecycle.autoRemove() && lifecycle.restart().mode() != RestartPolicy.Mode.NO) {
            throw new InvalidInput(
                    FaultCode.LIMIT_INVALID,
                    "can't create 'AutoRemove' container with restart policy");
        }
    }

    private static void health(HealthCheck check) {
        requireLength("Interval", check.interval());
        requireLength("Timeout", check.timeout());
        requireLength("StartPeriod", check.startPeriod());
        requireLength("StartInterval", check.startInterval());
        if (check.retries() < 0) throw new InvalidInput(FaultCode.HEALTH_RETRIES_NEGATIVE);
    }

    private static void requireLength(String name, Duration length) {
        if (length.isZero() || length.compareTo(SHORTEST_CHECK) >= 0) return;
        throw new InvalidInput(FaultCode.HEALTH_TOO_SHORT, name);
    }

    /// @throws InvalidInput `RESTART_POLICY_INVALID`
    public static void checkRestart(RestartPolicy policy) {
        if (policy.maximumRetries() < 0) {
            throw new InvalidInput(
                    FaultCode.RESTART_POLICY_INVALID, "maximum retry count cannot be negative");
        }
        if (policy.maximumRetries() > 0 && policy.mode() != RestartPolicy.Mode.ON_FAILURE) {
            throw new InvalidInput(
                    FaultCode.RESTART_POLICY_INVALID,
                    "maximum retry count can only be used with 'on-failure'");
        }
    }

    private static void isolation(ContainerSpec spec, DaemonDefaults defaults) {
        var isolation = spec.isolation();
        var privileges = isolation.privileges();
        Capability.mask(
                false, privileges.capabilitiesAdded(), privileges.capabilitiesDropped(), -1);
        SecurityOptions.parse(privileges.securityOptions(), false);
        var choice = NamespaceChoice.parse(isolation.namespaces(), defaults.ipcMode());
        if (choice.isHost(Kind.UTS)
                && (!spec.identity().hostname().isEmpty()
                        || !spec.identity().domainname().isEmpty())) {
            throw conflict("hostname and the UTS mode");
        }
        int adjust = isolation.oomScoreAdjust();
        if (adjust < -1000 || adjust > 1000) {
            throw new InvalidInput(
                    FaultCode.LIMIT_INVALID,
                    "Invalid value " + adjust + ", range for oom score adj is [-1000, 1000]");
        }
        if (isolation.shmBytes() < 0) {
            throw new InvalidInput(FaultCode.LIMIT_INVALID, "SHM size can not be less than 0");
        }
        if (!RUNTIMES.contains(isolation.runtime().name())) {
            throw new InvalidInput(FaultCode.RUNTIME_UNKNOWN, isolation.runtime().name());
        }
        var platform = isolation.runtime().isolation();
        if (!platform.isEmpty() && !platform.equals("default")) {
            throw new InvalidInput(FaultCode.MODE_INVALID, "isolation", platform);
        }
        var _ = StorageOptions.of(spec);
    }

    private static void network(
            ContainerSpec spec, DaemonDefaults defaults, List<String> warnings) {
        var network = spec.network();
        var modes = spec.isolation().namespaces();
        var choice = NamespaceChoice.parse(modes, defaults.ipcMode());
        boolean joined = choice.of(Kind.NET) instanceof NamespaceChoice.Choice.Container;
        boolean host = choice.isHost(Kind.NET);
        if (joined) {
            if (!spec.identity().hostname().isEmpty()) {
                throw conflict("hostname and the network mode");
            }
            if (!network.ports().bindings().isEmpty() || network.ports().publishAll()) {
                throw conflict("port publishing and the container type network mode");
            }
            if (!network.ports().exposed().isEmpty()) {
                throw conflict("port exposing and the container type network mode");
            }
            if (!network.names().servers().isEmpty()) throw conflict("dns and the network mode");
            if (!network.names().extraHosts().isEmpty()) {
                throw conflict("custom host-to-IP mapping and the network mode");
            }
        }
        if ((joined || host) && !network.links().isEmpty()) {
            var type = host ? "host type networking" : "container type network";
            throw conflict(
                    type + " can't be used with links. This would result in undefined behavior");
        }
        for (var entry : network.names().extraHosts()) {
            int split = entry.indexOf(entry.indexOf('=') >= 0 ? '=' : ':');
            if (split <= 0 || split == entry.length() - 1) {
                throw new InvalidInput(FaultCode.EXTRA_HOST_INVALID, entry);
            }
        }
        PortPlan.of(network.ports(), PublicationPlan.of(spec, defaults.publication()));
        checkEndpoints(spec);
        if (host) {
            if (!network.ports().bindings().isEmpty()) {
                warnings.add("Published ports are discarded when using host network mode");
            }
        }
    }

    /// Networks beside the mode's, which only a container with a network of its own can have.
    private static void checkEndpoints(ContainerSpec spec) {
        var mode = spec.isolation().namespaces().network();
        boolean shared = mode.equals("host") || mode.startsWith("container:");
        for (var name : spec.network().endpoints().keySet()) {
            if (name.equals(mode) || name.equals("default")) continue;
            if (shared) throw new InvalidInput(FaultCode.NETWORK_SHARED);
            if (mode.equals("none")) throw new InvalidInput(FaultCode.NETWORK_PRIVATE);
        }
    }

    private static InvalidInput conflict(String what) {
        return new InvalidInput(FaultCode.OPTIONS_CONFLICT, what);
    }
}
