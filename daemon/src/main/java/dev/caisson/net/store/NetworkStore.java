package dev.caisson.net.store;

import dev.caisson.net.model.Connecting;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps networks, and the networks of running containers.
public final class NetworkStore {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkStore.class);

    private final NetworkJson<Network> networks;
    private final NetworkJson<Sandbox> sandboxes;
    private final NetworkJson<Connecting> connecting;
    private final NetworkJson<Sandbox> standbys;

    public NetworkStore(Path dataRoot, Path execRoot) {
        networks = new NetworkJson<>(dataRoot.resolve("networks"), Network.class, true);
        sandboxes = new NetworkJson<>(execRoot.resolve("networks"), Sandbox.class, false);
        connecting = new NetworkJson<>(execRoot.resolve("connecting"), Connecting.class, false);
        standbys = new NetworkJson<>(execRoot.resolve("standbys"), Sandbox.class, false);
    }

    public void write(Network network) {
        networks.write(network.id(), network);
    }

    public void delete(Network network) {
        networks.delete(network.id());
    }

    public List<Network> networks() {
        return networks.all(NetworkStore::unreadable);
    }

    public void write(Sandbox sandbox) {
        sandboxes.write(sandbox.owner().container(), sandbox);
    }

    public void deleteSandbox(String container) {
        sandboxes.delete(container);
    }

    public List<Sandbox> sandboxes() {
        return sandboxes.all(NetworkStore::unreadable);
    }

    public void write(Connecting begun) {
        connecting.write(begun.container(), begun);
    }

    public void deleteConnecting(String container) {
        connecting.delete(container);
    }

    public List<Connecting> connecting() {
        return connecting.all(NetworkStore::unreadable);
    }

    /// Ports that are kept for a container that need not run.
    public void writeStandby(Sandbox standby) {
        standbys.write(standby.owner().container(), standby);
    }

    public void deleteStandby(String container) {
        standbys.delete(container);
    }

    public List<Sandbox> standbys() {
        return standbys.all(NetworkStore::unreadable);
    }

    private static <T> Optional<T> unreadable(String what) {
        LOG.warn("cannot read path={}, ignoring it", what);
        return Optional.empty();
    }
}
