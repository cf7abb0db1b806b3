package dev.caisson.container;

import dev.caisson.cgroup.CgroupPath;
import dev.caisson.container.plan.LogPlan;
import dev.caisson.container.plan.MountPoint;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.launch.LaunchFailure;
import dev.caisson.launch.LaunchRequest;
import dev.caisson.launch.Launched;
import dev.caisson.net.model.SandboxDraft;
import dev.caisson.spec.RuntimeSpec;
import dev.caisson.spec.Stdio;
import dev.caisson.stdio.ContainerInput;
import dev.caisson.value.Undo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Starts a container: plan, control group, launch; on a failure everything is taken back. Blocks.
final class Starter {
    private final Services services;
    private final LaunchPlanner planner;
    private final SharedMemory sharedMemory;

    Starter(Services services, LaunchPlanner planner) {
        this.services = services;
        this.planner = planner;
        sharedMemory = new SharedMemory(services);
    }

    /// A container that runs.
    record Started(Run run, List<String> warnings) {}

    /// @throws Fault when it did not start; nothing of the attempt is left
    Started start(Snapshot container) {
        try (var network = ContainerNetwork.open(services, container);
                var undo = new Undo()) {
            undo.add((Undo.Step) () -> services.kernel().networks().release(container.id()));
            var id = container.id().value();
            var volumes = new VolumeSources(services.disk());
            undo.add((Undo.Step) () -> volumes.release(id));
            var secrets = new SecretFiles(services);
            undo.add((Undo.Step) () -> secrets.release(container.id()));
            var points = new ArrayList<>(volumes.acquire(container.definition(), id));
            points.addAll(secrets.prepare(container));
            var variables = secrets.variables(container);
            var plan = planner.plan(container, points, network, variables);
            makeSources(container);
            undo.add(sharedMemory.prepare(container));
            var group = undo.add(new GroupMaking(services.kernel().cgroups(), parent(container)));
            var request = request(container, plan, () -> group.make(container.id(), plan));
            var launched = launch(request);
            var cgroup = group.made();
            var warnings = new ArrayList<>(cgroup.warnings());
            warnings.addAll(launched.warnings());
            var run = run(launched, cgroup, plan.spec().stdio(), services.clock().instant());
            return undo.commit(new Started(run, warnings));
        }
    }

    /// What would be launched, for people to read.
    String print(Snapshot container) {
        var points = container.definition().mounts();
        var network = ContainerNetwork.shown(services, container);
        var plan = planner.plan(container, points, network, List.of());
        return services.kernel().launcher().print(request(container, plan, () -> {}));
    }

    private LaunchRequest request(
            Snapshot container, LaunchPlanner.Plan plan, Runnable makeCgroup) {
        var cgroups = services.kernel().cgroups();
        var id = container.id();
        return new LaunchRequest(
                plan.spec(),
                services.disk().paths().directory(id),
                services.settings().eventFifo(),
                CgroupJoins.of(cgroups.open(parent(container).child(id)).join()),
                CgroupJoins.of(cgroups.holders()),
                makeCgroup);
    }

    /// Links again to what an earlier daemon started.
    Run adopt(Snapshot container, ContainerState.Running running) {
        var kernel = services.kernel();
        var stdio = stdio(container);
        var link = kernel.launcher().reattach(running.holder(), stdio);
        var init = running.init().open(kernel.syscalls());
        var cgroup = kernel.cgroups().open(path(container, running));
        new VolumeSources(services.disk()).adopt(container);
        var ports =
                ContainerNetwork.draft(services, container)
                        .map(SandboxDraft::ports)
                        .orElse(List.of());
        init.ifPresent(_ -> kernel.networks().adopt(container.id(), running.init().pid(), ports));
        return new Run(running, link, init, cgroup, input(link, stdio));
    }

    /// Where a run is: what new containers have as their parent may have been changed since.
    CgroupPath path(Snapshot container, ContainerState.Running running) {
        var written = running.cgroup();
        return written == null
                ? parent(container).child(container.id())
                : CgroupPath.parse(written);
    }

    CgroupPath parent(Snapshot container) {
        var asked = container.definition().spec().limits().cgroupParent();
        var chosen = asked.isEmpty() ? services.settings().defaults().cgroupParent() : asked;
        return chosen.isEmpty() ? CgroupPath.standard() : CgroupPath.parse(chosen);
    }

    private Stdio stdio(Snapshot container) {
        var streams = container.definition().spec().streams();
        var log =
                LogPlan.of(container.definition().spec(), services.settings().defaults().log())
                        .layout();
        return streams.tty()
                ? new Stdio.Terminal(0, 0, log)
                : new Stdio.Pipes(streams.openStdin(), log);
    }

    private Run run(Launched launched, dev.caisson.cgroup.Cgroup cgroup, Stdio stdio, Instant now) {
        var identity =
                new ContainerState.Running(
                        launched.holder(), launched.process(), now, cgroup.path().toString());
        var init = launched.process().open(services.kernel().syscalls());
        return new Run(identity, launched.link(), init, cgroup, input(launched.link(), stdio));
    }

    private ContainerInput input(dev.caisson.launch.HolderLink link, Stdio stdio) {
        return switch (stdio) {
            case Stdio.Terminal _ ->
                    link.terminal()
                            .<ContainerInput>map(services.streams()::terminalInput)
                            .orElse(NoInput.INSTANCE);
            case Stdio.Pipes _ ->
                    link.stdin()
                            .map(fd -> services.streams().pipeInput(fd, link::closeStdin))
                            .orElse(NoInput.INSTANCE);
        };
    }

    private Launched launch(LaunchRequest request) {
        try {
            return services.kernel().launcher().start(request);
        } catch (LaunchFailure failure) {
            throw StartFaults.of(failure, program(request.spec()));
        }
    }

    private static String program(RuntimeSpec spec) {
        return spec.process().arguments().getFirst();
    }

    /// What was there when the container was made may have gone since.
    private static void makeSources(Snapshot container) {
        for (var point : container.definition().mounts()) {
            if (point.kind() != MountPoint.Kind.BIND) continue;
            var source = Path.of(point.source());
            if (Files.exists(source)) continue;
            if (!point.access().createSource()) {
                throw new InvalidInput(
                        FaultCode.MOUNT_INVALID,
                        "bind",
                        "bind source path does not exist: " + source);
            }
            try {
                Files.createDirectories(source);
            } catch (IOException failure) {
                throw new InvalidInput(
                        failure,
                        FaultCode.MOUNT_INVALID,
                        "bind",
                        "error while creating mount source path '"
                                + point.source()
                                + "': "
                                + failure);
            }
        }
    }
}
