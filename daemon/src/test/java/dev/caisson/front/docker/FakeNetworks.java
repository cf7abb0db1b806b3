package dev.caisson.front.docker;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.engine.Filters;
import dev.caisson.engine.Networks;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.NetworkDraft;
import dev.caisson.net.model.Pool;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.model.Subnet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One network with one container, and a memory of what was asked.
final class FakeNetworks implements Networks {
    static final String ID = "ab".repeat(32);
    static final String CONTAINER = "cd".repeat(32);

    final List<String> asked = new ArrayList<>();
    final List<NetworkDraft> drafts = new ArrayList<>();
    final List<NetworkRequest.Endpoint> endpoints = new ArrayList<>();

    private final Network network =
            new Network(
                    new Network.Identity(
                            ID,
                            "front",
                            Instant.parse("2026-01-02T03:04:05Z"),
                            Driver.BRIDGE,
                            false),
                    new Network.Reach(true, true, false),
                    new Network.Addressing(
                            true,
                            false,
                            Map.of(),
                            List.of(
                                    new Pool(
                                            Subnet.parse("10.5.0.0/16"),
                                            Subnet.parse("10.5.7.0/24"),
                                            Subnet.parse("10.5.0.0/16").at(1),
                                            Map.of("router", Subnet.parse("10.5.0.0/16").at(9)))),
                            true),
                    Map.of("com.docker.network.driver.mtu", "1400"),
                    Map.of("team", "a"));

    @Override
    public List<Network> list(Filters filters) {
        asked.add("list " + filters.values());
        return List.of(network);
    }

    @Override
    public NetworkView inspect(String reference) {
        if (!reference.equals("front")) {
            throw new NotFound(FaultCode.NETWORK_NOT_FOUND, reference);
        }
        var address =
                new Endpoint.Assigned(
                        Subnet.parse("10.5.0.0/16").at(2), 16, Subnet.parse("10.5.0.0/16").at(1));
        var endpoint =
                new Endpoint(
                        "ef".repeat(32),
                        ID,
                        "front",
                        new Endpoint.Got(address, null, "02:42:0a:05:00:02"),
                        new Endpoint.Devices("vethefefefe", "eth0"),
                        List.of("web"),
                        Map.of(),
                        0);
        return new NetworkView(
                network, List.of(new Member(new Sandbox.Owner(CONTAINER, "web"), endpoint)));
    }

    @Override
    public Network create(NetworkDraft draft) {
        drafts.add(draft);
        return network;
    }

    @Override
    public void remove(String reference) {
        asked.add("remove " + reference);
    }

    @Override
    public void connect(
            String reference, ContainerReference container, NetworkRequest.Endpoint endpoint) {
        asked.add("connect " + reference + " " + container.written());
        endpoints.add(endpoint);
    }

    @Override
    public void disconnect(String reference, ContainerReference container, boolean force) {
        asked.add("disconnect " + reference + " " + container.written() + (force ? " force" : ""));
    }

    @Override
    public List<String> prune(Filters filters) {
        asked.add("prune " + filters.values());
        return List.of("front");
    }
}
