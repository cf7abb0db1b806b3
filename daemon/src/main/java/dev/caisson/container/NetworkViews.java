package dev.caisson.container;

import dev.caisson.container.plan.NetworkPlan;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.container.view.NetworkView;
import dev.caisson.net.Networks;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.Sandbox;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is shown of the networks of a container.
final class NetworkViews {
    private final Networks networks;

    NetworkViews(Networks networks) {
        this.networks = networks;
    }

    List<NetworkView> of(Definition definition) {
        var spec = definition.spec();
        var mode = NetworkPlan.mode(spec, networks.ofDefault().name());
        if (mode.startsWith("container:")) return List.of();
        var sandbox = networks.sandbox(definition.id());
        var names = new LinkedHashSet<String>();
        boolean placed = sandbox.isEmpty() && !spec.network().hasLeftAll();
        if (placed || spec.network().endpoints().containsKey(mode)) names.add(mode);
        sandbox.ifPresent(
                running -> running.endpoints().forEach(end -> names.add(end.networkName())));
        for (var name : spec.network().endpoints().keySet()) {
            if (!name.equals("default") && !name.equals(NetworkRequest.LEFT)) names.add(name);
        }
        var views = new ArrayList<NetworkView>();
        for (var name : names) {
            var network = find(name);
            var shown = network.map(Network::name).orElse(name);
            if (views.stream().anyMatch(view -> view.name().equals(shown))) continue;
            views.add(view(shown, network, sandbox, asked(spec.network(), name, mode)));
        }
        return views;
    }

    private static NetworkRequest.Endpoint asked(NetworkRequest request, String name, String mode) {
        var endpoints = request.endpoints();
        var own = endpoints.get(name);
        if (own != null) return own;
        return name.equals(mode)
                ? endpoints.getOrDefault("default", NetworkRequest.PLAIN)
                : NetworkRequest.PLAIN;
    }

    private Optional<Network> find(String name) {
        return networks.all().stream()
                .filter(network -> network.name().equals(name) || network.id().equals(name))
                .findFirst();
    }

    private static NetworkView view(
            String name,
            Optional<Network> network,
            Optional<Sandbox> sandbox,
            NetworkRequest.Endpoint asked) {
        var id = network.map(Network::id).orElse("");
        var endpoint = sandbox.flatMap(running -> running.in(id));
        return new NetworkView(
                name,
                asked,
                id,
                endpoint.map(Endpoint::id).orElse(""),
                endpoint.map(Endpoint::names).orElse(List.of()),
                endpoint.map(NetworkViews::addresses).orElse(NetworkView.Addresses.none()));
    }

    private static NetworkView.Addresses addresses(Endpoint endpoint) {
        var got = endpoint.addresses();
        var four = got.four();
        var six = got.six();
        return new NetworkView.Addresses(
                four == null ? "" : Addresses.text(four.address()),
                four == null ? 0 : four.prefix(),
                four == null ? "" : text(four.gateway()),
                six == null ? "" : Addresses.text(six.address()),
                six == null ? 0 : six.prefix(),
                six == null ? "" : text(six.gateway()),
                got.mac());
    }

    private static String text(@Nullable InetAddress address) {
        return address == null ? "" : Addresses.text(address);
    }
}
