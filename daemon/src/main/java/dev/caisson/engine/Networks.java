package dev.caisson.engine;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.NetworkDraft;
import dev.caisson.net.model.Sandbox;
import java.util.List;

/// Everything one can do with networks.
public interface Networks {
    /// @throws dev.caisson.fault.InvalidInput `FILTER_INVALID`
    List<Network> list(Filters filters);

    /// @param network a name, an id or the beginning of one
    /// @throws dev.caisson.fault.NotFound `NETWORK_NOT_FOUND`
    NetworkView inspect(String network);

    /// A network with the containers that run in it.
    record NetworkView(Network network, List<Member> members) {
        public NetworkView {
            members = List.copyOf(members);
        }
    }

    record Member(Sandbox.Owner owner, Endpoint endpoint) {}

    Network create(NetworkDraft draft);

    void remove(String network);

    void connect(String network, ContainerReference container, NetworkRequest.Endpoint asked);

    /// @param force true to take out also a container that is no longer there
    void disconnect(String network, ContainerReference container, boolean force);

    /// @return names of those that are gone
    List<String> prune(Filters filters);
}
