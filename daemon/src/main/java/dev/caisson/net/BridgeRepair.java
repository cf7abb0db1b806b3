package dev.caisson.net;

import dev.caisson.fault.Fault;
import dev.caisson.net.bridge.Bridges;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Network;
import dev.caisson.net.netlink.LinkWatch;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.Poller;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes bridges again that somebody else deletes, with the ends that were in them.
final class BridgeRepair implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeRepair.class);

    private final Catalogue catalogue;
    private final Bridges bridges;
    private final Connections connections;
    private final LinkWatch watch;

    BridgeRepair(
            Syscalls syscalls,
            Poller poller,
            Catalogue catalogue,
            Bridges bridges,
            Connections connections) {
        this.catalogue = catalogue;
        this.bridges = bridges;
        this.connections = connections;
        watch = LinkWatch.open(syscalls, poller, this::gone);
    }

    /// On the poller's thread. A network that is removed is not in the catalogue any more when its
    /// device goes.
    private void gone(Predicate<String> names) {
        var lost =
                catalogue.all().stream()
                        .filter(network -> network.driver() == Driver.BRIDGE)
                        .filter(network -> names.test(Bridges.device(network)))
                        .filter(this::isUsed)
                        .toList();
        if (lost.isEmpty()) return;
        var _ =
                Blocking.start(
                        () -> {
                            repair(lost);
                            return true;
                        });
    }

    /// The device of the default network comes with its first container.
    private boolean isUsed(Network network) {
        return !network.identity().builtIn() || !catalogue.users(network).isEmpty();
    }

    private void repair(List<Network> lost) {
        for (var network : lost) {
            // Meanwhile it may have been removed.
            if (catalogue.byId(network.id()).isEmpty()) continue;
            try {
                int _ = bridges.ensure(network);
                if (!connections.rejoin(network)) continue;
                LOG.warn(
                        "device={} of network={} was deleted by somebody, it is back",
                        Bridges.device(network),
                        network.name());
            } catch (Fault | SyscallException failure) {
                LOG.error(
                        "device={} of network={} was deleted by somebody and cannot be made again;"
                                + " its containers are cut off until one more is started in it",
                        Bridges.device(network),
                        network.name(),
                        failure);
            }
        }
    }

    /// Idempotent.
    @Override
    public void close() {
        watch.close();
    }
}
