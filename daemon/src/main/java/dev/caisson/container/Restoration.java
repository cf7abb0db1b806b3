package dev.caisson.container;

import dev.caisson.container.ContainerState.Created;
import dev.caisson.container.ContainerState.Dead;
import dev.caisson.container.ContainerState.Exited;
import dev.caisson.container.ContainerState.Paused;
import dev.caisson.container.ContainerState.Removing;
import dev.caisson.container.ContainerState.Restarting;
import dev.caisson.container.ContainerState.Running;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.SyscallException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out what became of one container while no daemon was there.
final class Restoration {
    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

    private final Crew crew;
    private final Consumer<Run> adopt;
    private final Consumer<RunOutcome> lost;

    /// @param adopt takes a container that still runs
    /// @param lost takes the outcome of one that has ended
    Restoration(Crew crew, Consumer<Run> adopt, Consumer<RunOutcome> lost) {
        this.crew = crew;
        this.adopt = adopt;
        this.lost = lost;
    }

    void restore(Snapshot container) {
        switch (container.state()) {
            case Running running -> restore(container, running);
            case Paused(var running) -> restore(container, running);
            case Created _, Exited _, Restarting _, Removing _, Dead _ -> sweep(container);
        }
    }

    private void restore(Snapshot container, Running running) {
        if (running.holder().isAlive()) {
            try {
                adopt.accept(Blocking.call(() -> crew.starter().adopt(container, running)));
                return;
            } catch (SyscallException gone) {
                LOG.debug("id={} ended just now", container.id().shortForm(), gone);
            }
        }
        var cgroups = crew.services().kernel().cgroups();
        var cgroup = cgroups.open(crew.starter().path(container, running));
        lost.accept(Blocking.call(() -> crew.finisher().finish(container, running, cgroup)));
        Blocking.run(() -> crew.finisher().tidy(container, cgroup));
    }

    /// A start that was interrupted left processes nobody knows of.
    private void sweep(Snapshot container) {
        var cgroups = crew.services().kernel().cgroups();
        var cgroup = cgroups.open(crew.starter().parent(container).child(container.id()));
        Blocking.run(
                () -> {
                    crew.services().kernel().networks().release(container.id());
                    if (!cgroup.members().isEmpty()) {
                        LOG.warn(
                                "id={} has processes of an interrupted start, killing them",
                                container.id().shortForm());
                        cgroup.kill();
                    }
                    cgroup.remove();
                    Trees.delete(crew.services().disk().paths().execs(container.id()));
                });
    }
}
