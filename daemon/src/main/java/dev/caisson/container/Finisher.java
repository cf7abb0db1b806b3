package dev.caisson.container;

import dev.caisson.cgroup.Cgroup;
import dev.caisson.container.plan.NamespaceChoice;
import dev.caisson.container.plan.Signals;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import dev.caisson.spec.ExitRecord;
import dev.caisson.spec.Namespaces;
import dev.caisson.sys.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done once a container has ended: its exit record is read and, when those who wait know,
/// what is left of it in the kernel is removed. Blocks.
final class Finisher {
    private static final Logger LOG = LoggerFactory.getLogger(Finisher.class);
    private static final int KILLED = 137;
    private static final int LOST = 255;

    private final Services services;
    private final SharedMemory sharedMemory;

    Finisher(Services services) {
        this.services = services;
        sharedMemory = new SharedMemory(services);
    }

    /// How it ended. No process of it is left.
    RunOutcome finish(Snapshot container, ContainerState.Running running, Cgroup cgroup) {
        var record = record(services.disk().paths().exit(container.id()));
        var outcome = outcome(running, record, oomKilled(cgroup));
        // Without a pid namespace of its own the kernel ended nothing but the first process.
        boolean own = namespaces(container).isOwn(Namespaces.Kind.PID);
        if (record.isEmpty() || !own) cgroup.kill();
        return outcome;
    }

    /// Removes what has no use any more.
    void tidy(Snapshot container, Cgroup cgroup) {
        remove(cgroup);
        services.kernel().networks().release(container.id());
        services.disk().volumeMounts().release(container.id().value());
        new SecretFiles(services).release(container.id());
        if (namespaces(container).shareable()) {
            sharedMemory.release(services.disk().paths().shm(container.id()));
        }
    }

    private NamespaceChoice namespaces(Snapshot container) {
        var modes = container.definition().spec().isolation().namespaces();
        return NamespaceChoice.parse(modes, services.settings().defaults().ipcMode());
    }

    private static void remove(Cgroup cgroup) {
        try {
            cgroup.remove();
        } catch (Unavailable busy) {
            if (busy.code() != FaultCode.CGROUP_BUSY) throw busy;
            cgroup.kill();
            cgroup.remove();
        }
    }

    private RunOutcome outcome(
            ContainerState.Running running, Optional<ExitRecord> record, boolean oomKilled) {
        if (record.isPresent()) {
            return new RunOutcome(
                    record.get().status().code(),
                    oomKilled,
                    running.since(),
                    record.get().finished(),
                    null,
                    "",
                    record.get().status().signal());
        }
        Instant now = services.clock().instant();
        boolean rebooted =
                !running.holder()
                        .bootId()
                        .equals(
                                ProcessId.of(1)
                                        .map(ProcessId::bootId)
                                        .orElse(running.holder().bootId()));
        return rebooted
                ? new RunOutcome(LOST, false, running.since(), now, null, "the host was restarted")
                : new RunOutcome(
                        KILLED,
                        oomKilled,
                        running.since(),
                        now,
                        null,
                        "its holder was killed",
                        Signals.SIGKILL);
    }

    private static boolean oomKilled(Cgroup cgroup) {
        try {
            return cgroup.oomKills() > 0;
        } catch (RuntimeException unreadable) {
            LOG.debug("no count of memory kills, taking none", unreadable);
            return false;
        }
    }

    static Optional<ExitRecord> record(Path file) {
        try {
            return Optional.of(ExitRecord.parse(Files.readAllBytes(file)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException unreadable) {
            LOG.warn("cannot read exit record path={}, taking it as absent", file, unreadable);
            return Optional.empty();
        }
    }
}
