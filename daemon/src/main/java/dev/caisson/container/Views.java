package dev.caisson.container;

import dev.caisson.container.ContainerState.Created;
import dev.caisson.container.ContainerState.Dead;
import dev.caisson.container.ContainerState.Exited;
import dev.caisson.container.ContainerState.Paused;
import dev.caisson.container.ContainerState.Removing;
import dev.caisson.container.ContainerState.Restarting;
import dev.caisson.container.ContainerState.Running;
import dev.caisson.container.plan.CommandLine;
import dev.caisson.container.plan.MountPoint;
import dev.caisson.container.plan.Signals;
import dev.caisson.container.view.ContainerView;
import dev.caisson.container.view.HealthView;
import dev.caisson.container.view.MountView;
import dev.caisson.container.view.StateView;
import dev.caisson.container.view.StateView.Status;
import dev.caisson.net.model.Sandbox;
import dev.caisson.sys.Blocking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is shown of a container.
final class Views {
    private final Services services;

    Views(Services services) {
        this.services = services;
    }

    ContainerView of(ContainerActor actor, boolean size) {
        var snapshot = actor.snapshot();
        var definition = snapshot.definition();
        var id = definition.id();
        var line = CommandLine.of(definition.spec().command());
        var state = state(snapshot, actor.health().view());
        return new ContainerView(
                id,
                snapshot.name(),
                definition.created(),
                definition.spec(),
                state,
                line.getFirst(),
                line.subList(1, line.size()),
                definition.basis().imageId(),
                snapshot.history().restarts(),
                files(definition, actor.logs().path()),
                mounts(definition),
                new NetworkViews(services.kernel().networks()).of(definition),
                actor.execs().ids(),
                size ? size(definition) : null,
                place(definition, state));
    }

    /// Docker shows a tmpfs of `Mounts`, and one of `Tmpfs` there alone.
    private List<MountView> mounts(Definition definition) {
        var plain = new HashSet<String>();
        for (var target : definition.spec().mounts().tmpfs().keySet()) {
            plain.add(Path.of(target).normalize().toString());
        }
        return new VolumeSources(services.disk())
                .named(definition).stream()
                        .filter(
                                point ->
                                        point.kind() != MountPoint.Kind.TMPFS
                                                || !plain.contains(point.destination()))
                        .map(MountPoint::view)
                        .toList();
    }

    private ContainerView.NetworkPlace place(Definition definition, StateView state) {
        var networks = services.kernel().networks();
        var standby = networks.standby(definition.id());
        if (standby.isPresent()) {
            var ports = standby.get();
            var namespace = state.pid() == 0 ? "" : "/proc/" + state.pid() + "/ns/net";
            return new ContainerView.NetworkPlace(namespace, ports, Set.copyOf(ports), true);
        }
        if (state.pid() == 0) return ContainerView.NetworkPlace.NONE;
        var sandbox = networks.sandbox(definition.id());
        return new ContainerView.NetworkPlace(
                "/proc/" + state.pid() + "/ns/net",
                sandbox.map(Sandbox::ports).orElse(List.of()),
                sandbox.map(networks::relayed).orElse(Set.of()),
                false);
    }

    static RunOutcome lastOutcome(ContainerState state) {
        var none = new RunOutcome(0, false, null, Instant.EPOCH, null, "");
        return switch (state) {
            case Exited(var last) -> last;
            case Restarting(var last) -> last;
            case Removing(var last) -> last == null ? none : last;
            case Dead(var last) -> last == null ? none : last;
            case Created(var failure) ->
                    failure == null
                            ? none
                            : new RunOutcome(
                                    failure.exitCode(), false, null, Instant.EPOCH, failure, "");
            case Running _, Paused _ -> none;
        };
    }

    private static StateView state(Snapshot snapshot, @Nullable HealthView health) {
        var exits = exits(snapshot);
        return switch (snapshot.state()) {
            case Created(var failure) ->
                    new StateView(
                            Status.CREATED,
                            0,
                            failure == null ? 0 : failure.exitCode(),
                            failure == null ? "" : failure.text(),
                            false,
                            null,
                            null,
                            health,
                            exits);
            case Running running -> running(Status.RUNNING, running, health, exits);
            case Paused(var running) -> running(Status.PAUSED, running, health, exits);
            case Restarting(var last) -> ended(Status.RESTARTING, last, health, exits);
            case Exited(var last) -> ended(Status.EXITED, last, health, exits);
            case Removing(var last) -> ended(Status.REMOVING, last, health, exits);
            case Dead(var last) -> ended(Status.DEAD, last, health, exits);
        };
    }

    private static List<StateView.Exit> exits(Snapshot snapshot) {
        return snapshot.history().runs().stream()
                .map(
                        run ->
                                new StateView.Exit(
                                        run.started(),
                                        run.finished(),
                                        run.exitCode(),
                                        run.signal() == 0 ? "" : Signals.name(run.signal()),
                                        run.oomKilled(),
                                        run.error()))
                .toList();
    }

    private static StateView running(
            Status status,
            Running running,
            @Nullable HealthView health,
            List<StateView.Exit> exits) {
        return new StateView(
                status, running.init().pid(), 0, "", false, running.since(), null, health, exits);
    }

    private static StateView ended(
            Status status,
            @Nullable RunOutcome last,
            @Nullable HealthView health,
            List<StateView.Exit> exits) {
        if (last == null) return new StateView(status, 0, 0, "", false, null, null, health, exits);
        return new StateView(
                status,
                0,
                last.exitCode(),
                last.error(),
                last.oomKilled(),
                last.started(),
                last.finished(),
                health,
                exits);
    }

    private ContainerView.Files files(Definition definition, String log) {
        var paths = services.disk().paths();
        var id = definition.id();
        return new ContainerView.Files(
                paths.etc(id, "resolv.conf").toString(),
                paths.etc(id, "hostname").toString(),
                paths.etc(id, "hosts").toString(),
                log,
                definition.basis().layers(),
                paths.upper(id).toString(),
                paths.work(id).toString());
    }

    private ContainerView.SizeView size(Definition definition) {
        var upper = services.disk().paths().upper(definition.id());
        long writable = Blocking.call(() -> bytes(upper));
        long layers =
                Blocking.call(
                        () ->
                                definition.basis().layers().stream()
                                        .map(Path::of)
                                        .filter(Files::isDirectory)
                                        .mapToLong(Views::bytes)
                                        .sum());
        var log = services.disk().paths().log(definition.id());
        long logged = Blocking.call(() -> bytes(log));
        return new ContainerView.SizeView(writable, writable + layers, logged);
    }

    private static long bytes(Path tree) {
        return TreeSize.of(tree);
    }
}
