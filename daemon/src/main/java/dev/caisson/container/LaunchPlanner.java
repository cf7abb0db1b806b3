package dev.caisson.container;

import dev.caisson.container.plan.Account;
import dev.caisson.container.plan.Capability;
import dev.caisson.container.plan.DeviceDrivers;
import dev.caisson.container.plan.DeviceLookup;
import dev.caisson.container.plan.DevicePlan;
import dev.caisson.container.plan.LimitPlan;
import dev.caisson.container.plan.MountPoint;
import dev.caisson.container.plan.NamespaceChoice;
import dev.caisson.container.plan.SecurityOptions;
import dev.caisson.container.plan.SecurityOptions.SeccompChoice;
import dev.caisson.container.plan.SpecBuilder;
import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.ExecSpec;
import dev.caisson.fault.Conflict;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.spec.Mount;
import dev.caisson.spec.Namespaces;
import dev.caisson.spec.Namespaces.Kind;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.spec.ProcessSpec.SeccompFilter;
import dev.caisson.spec.Propagation;
import dev.caisson.spec.Resources;
import dev.caisson.spec.RootFilesystem;
import dev.caisson.spec.RuntimeSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds out what the pure [SpecBuilder] has to know, and has it build. May block: it reads files.
final class LaunchPlanner {
    private final Services services;
    private final ContainerIndex index;
    private final DeviceLookup devices;

    LaunchPlanner(Services services, ContainerIndex index, DeviceLookup devices) {
        this.services = services;
        this.index = index;
        this.devices = devices;
    }

    /// @param resources as asked; what the host lacks is still in them
    record Plan(RuntimeSpec spec, Resources resources) {}

    /// @param points what is mounted, by where it is now
    /// @param variables of this start only, `NAME=value`; they go before all others
    Plan plan(
            Snapshot container,
            List<MountPoint> points,
            ContainerNetwork network,
            List<String> variables) {
        var definition = container.definition();
        var spec = definition.spec();
        var defaults = services.settings().defaults();
        var choice = NamespaceChoice.parse(spec.isolation().namespaces(), defaults.ipcMode());
        var peers = peers(container, choice);
        var namespaces = choice.resolve(peers.sources(), network.source());
        var privileges = spec.isolation().privileges();
        DeviceDrivers.refuse(spec.limits().devices().drivers(), defaults.cdi());
        var devicePlan = DevicePlan.of(spec.limits().devices(), privileges.privileged(), devices);
        long capabilities = capabilities(spec);
        var around =
                new SpecBuilder.Surroundings(
                        root(definition),
                        namespaces,
                        account(definition, spec.command().user()),
                        capabilities,
                        seccomp(spec, capabilities).orElse(null),
                        devicePlan.nodes(),
                        services.settings().facts().hostname(),
                        files(container, choice, peers, network),
                        peers.shm(),
                        choice.sharedMemory());
        var linked = withLinks(container, spec);
        var environment = new ArrayList<>(linked.command().environment());
        environment.addAll(variables);
        var told = linked.with(linked.command().with(environment));
        var runtime = SpecBuilder.build(definition.id(), told, points, defaults, around);
        return new Plan(runtime, LimitPlan.of(spec.limits(), devicePlan.rules(), devices));
    }

    private ContainerSpec withLinks(Snapshot container, ContainerSpec spec) {
        if (spec.network().links().isEmpty()) return spec;
        var links = new Links(index, services.kernel().networks());
        var environment = new ArrayList<>(links.environment(container));
        environment.addAll(spec.command().environment());
        return spec.with(spec.command().with(environment));
    }

    /// The process of an exec session.
    ProcessSpec exec(Snapshot container, ExecSpec exec) {
        var definition = container.definition();
        var spec = definition.spec();
        var user = exec.user().isEmpty() ? spec.command().user() : exec.user();
        var facts = services.settings().facts();
        long capabilities = exec.privileged() ? facts.capabilities() : capabilities(spec);
        SeccompFilter seccomp = exec.privileged() ? null : seccomp(spec, capabilities).orElse(null);
        var choice =
                NamespaceChoice.parse(
                        spec.isolation().namespaces(), services.settings().defaults().ipcMode());
        return SpecBuilder.exec(
                spec,
                exec,
                services.settings().defaults(),
                new SpecBuilder.ProcessRights(account(definition, user), capabilities, seccomp),
                EtcWriter.hostname(container, choice, facts));
    }

    /// Limits of a container that has others now, without device rules, in the kernel's units.
    Resources resources(dev.caisson.container.request.Limits limits) {
        return LimitPlan.ofUpdate(limits, devices);
    }

    private long capabilities(ContainerSpec spec) {
        var privileges = spec.isolation().privileges();
        return Capability.mask(
                privileges.privileged(),
                privileges.capabilitiesAdded(),
                privileges.capabilitiesDropped(),
                services.settings().facts().capabilities());
    }

    private Optional<SeccompFilter> seccomp(ContainerSpec spec, long capabilities) {
        var privileges = spec.isolation().privileges();
        var choice = SecurityOptions.parse(privileges.securityOptions(), false).seccomp();
        if (privileges.privileged() && choice instanceof SeccompChoice.Default) {
            return Optional.empty();
        }
        return services.kernel().seccomp().filter(choice, capabilities);
    }

    private Account account(Definition definition, String user) {
        var paths = services.disk().paths();
        var users = services.disk().users().of(paths.upper(definition.id()), layers(definition));
        var groups = definition.spec().isolation().privileges().additionalGroups();
        return Account.resolve(user, groups, users);
    }

    private RootFilesystem root(Definition definition) {
        var paths = services.disk().paths();
        return new RootFilesystem(
                layers(definition),
                paths.upper(definition.id()),
                paths.work(definition.id()),
                definition.spec().isolation().privileges().readonlyRoot(),
                false,
                Propagation.RPRIVATE);
    }

    private static List<Path> layers(Definition definition) {
        return definition.basis().layers().stream().map(Path::of).toList();
    }

    /// Other containers whose namespaces are shared.
    ///
    /// @param network whose files are shared as well; null for none
    /// @param shm its shared memory; null for none
    private record Peers(
            EnumMap<Kind, Namespaces.Source.Of> sources,
            @Nullable Snapshot network,
            @Nullable Path shm) {}

    private Peers peers(Snapshot self, NamespaceChoice choice) {
        var sources = new EnumMap<Kind, Namespaces.Source.Of>(Kind.class);
        Snapshot network = null;
        Path shm = choice.shareable() ? services.disk().paths().shm(self.id()) : null;
        for (var kind : Kind.values()) {
            if (!(choice.of(kind) instanceof NamespaceChoice.Choice.Container(var reference))) {
                continue;
            }
            var peer = peer(kind, reference);
            var word = kind.file();
            if (peer.id().equals(self.id())) {
                if (kind == Kind.NET) throw new Internal(FaultCode.CONTAINER_PEER_OWN);
                throw new InvalidInput(FaultCode.CONTAINER_PEER_SELF, word);
            }
            var init = running(peer, kind).init();
            sources.put(kind, new Namespaces.Source.Of(init.pid(), init.startTicks()));
            if (kind == Kind.NET) network = peer;
            if (kind == Kind.IPC) shm = sharedMemory(peer);
        }
        return new Peers(sources, network, shm);
    }

    private Path sharedMemory(Snapshot peer) {
        var modes = peer.definition().spec().isolation().namespaces();
        var choice = NamespaceChoice.parse(modes, services.settings().defaults().ipcMode());
        if (!choice.shareable()) throw new InvalidInput(FaultCode.CONTAINER_PEER_PRIVATE);
        return services.disk().paths().shm(peer.id());
    }

    private static ContainerState.Running running(Snapshot peer, Kind kind) {
        return switch (peer.state()) {
            case ContainerState.Running running -> running;
            case ContainerState.Paused(var running) -> running;
            default -> throw ended(peer, kind);
        };
    }

    private Snapshot peer(Kind kind, String reference) {
        try {
            return index.resolve(new ContainerReference(reference)).snapshot();
        } catch (NotFound missing) {
            if (kind != Kind.NET) throw missing;
            throw new Internal(missing, FaultCode.CONTAINER_PEER_GONE, reference);
        }
    }

    /// As different as dockerd says it.
    private static Fault ended(Snapshot peer, Kind kind) {
        return kind == Kind.NET
                ? new Conflict(
                        FaultCode.CONTAINER_PEER_NOT_RUNNING, peer.name(), word(peer.state()))
                : new Internal(
                        FaultCode.CONTAINER_PEER_ENDED,
                        kind.file().toUpperCase(Locale.ROOT),
                        peer.id());
    }

    private static String word(ContainerState state) {
        return switch (state) {
            case ContainerState.Created _ -> "created";
            case ContainerState.Running _ -> "running";
            case ContainerState.Paused _ -> "paused";
            case ContainerState.Exited _ -> "exited";
            case ContainerState.Restarting _ -> "restarting";
            case ContainerState.Removing _ -> "removing";
            case ContainerState.Dead _ -> "dead";
        };
    }

    /// @throws InvalidInput `CONTAINER_PEER_MISSING` for a PID or IPC namespace of nobody
    void checkPeers(ContainerSpec spec) {
        var choice =
                NamespaceChoice.parse(
                        spec.isolation().namespaces(), services.settings().defaults().ipcMode());
        for (var kind : List.of(Kind.PID, Kind.IPC)) {
            if (!(choice.of(kind) instanceof NamespaceChoice.Choice.Container(var reference))) {
                continue;
            }
            try {
                var _ = index.resolve(new ContainerReference(reference));
            } catch (NotFound missing) {
                throw new InvalidInput(
                        missing,
                        FaultCode.CONTAINER_PEER_MISSING,
                        kind.file().toUpperCase(Locale.ROOT),
                        reference);
            }
        }
    }

    /// @param user as an exec session names it
    /// @throws InvalidInput `USER_NOT_FOUND`, `GROUP_NOT_FOUND`, `USER_ID_INVALID`
    void checkUser(Snapshot container, String user) {
        var _ = account(container.definition(), user);
    }

    private List<Mount> files(
            Snapshot container, NamespaceChoice choice, Peers peers, ContainerNetwork network) {
        var paths = services.disk().paths();
        var peer = peers.network();
        var owner = peer == null ? container.id() : peer.id();
        if (peer == null) {
            new EtcWriter(services).write(container, choice, network.files());
        }
        return EtcWriter.FILES.stream()
                .map(
                        file ->
                                (Mount)
                                        new Mount.Bind(
                                                paths.etc(owner, file),
                                                "/etc/" + file,
                                                true,
                                                false,
                                                Set.of(),
                                                Propagation.RPRIVATE))
                .toList();
    }
}
