package dev.caisson.container;

import dev.caisson.cgroup.Cgroup;
import dev.caisson.container.plan.Signals;
import dev.caisson.sys.ProcessId;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The processes of exec sessions that an earlier daemon started and could not write down before it
/// ended: nobody was told of them and nobody will ask, so they are ended.
///
/// They are known by their parent, a holder that is neither the container's nor one of a session
/// that was written down: those two get the orphans of a container that shares the host's
/// processes.
final class InterruptedExecs {
    private static final Logger LOG = LoggerFactory.getLogger(InterruptedExecs.class);
    private static final int PARENT = 1;

    private final Services.Kernel kernel;
    private final Cgroup cgroup;

    InterruptedExecs(Services.Kernel kernel, Cgroup cgroup) {
        this.kernel = kernel;
        this.cgroup = cgroup;
    }

    /// @param known pids of the holders of the container and of sessions that were written down
    void end(Set<Integer> known) {
        var members = new HashSet<>(cgroup.members());
        for (int pid : members) {
            var process = ProcessId.of(pid);
            var facts = ProcessFacts.read(pid);
            if (process.isEmpty() || facts.isEmpty()) continue;
            int parent = (int) facts.get().number(PARENT);
            // An init of ours within runs the same program as a holder.
            if (members.contains(parent) || known.contains(parent)) continue;
            if (!kernel.launcher().isHolder(parent)) continue;
            LOG.info("pid={} is of an exec session that nobody knows of, ending it", pid);
            process.get()
                    .open(kernel.syscalls())
                    .ifPresent(
                            found -> {
                                try (found) {
                                    boolean _ = found.signal(Signals.SIGKILL);
                                }
                            });
        }
    }
}
