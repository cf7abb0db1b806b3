package dev.caisson.container;

import dev.caisson.container.plan.PublicationPlan;
import dev.caisson.fault.Fault;
import dev.caisson.sys.Blocking;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the ports of containers that run on demand. Called in their mailboxes.
final class DemandPorts {
    private static final Logger LOG = LoggerFactory.getLogger(DemandPorts.class);

    private final Services services;

    DemandPorts(Services services) {
        this.services = services;
    }

    /// @return false when it is no container on demand, or has no ports anybody could connect to
    /// @throws Fault when a port is taken
    boolean arm(Snapshot container) {
        if (PublicationPlan.idle(container.definition().spec()).isEmpty()) return false;
        var draft = ContainerNetwork.draft(services, container);
        if (draft.isEmpty() || draft.get().ports().isEmpty()) return false;
        Blocking.run(() -> services.kernel().networks().arm(draft.get()));
        return true;
    }

    boolean isArmed(Snapshot container) {
        return services.kernel().networks().standby(container.id()).isPresent();
    }

    /// @return whether they were kept
    boolean disarm(Snapshot container) {
        boolean armed = isArmed(container);
        if (armed) services.kernel().networks().disarm(container.id());
        return armed;
    }

    /// After a start of the host, which the ports did not outlive.
    void restore(Snapshot container) {
        if (!container.history().isArmed() || isArmed(container)) return;
        try {
            boolean _ = arm(container);
        } catch (Fault failure) {
            LOG.warn(
                    "id={} name={} cannot wait for connections, leaving it: {}",
                    container.id().shortForm(),
                    container.name(),
                    failure.text());
        }
    }
}
