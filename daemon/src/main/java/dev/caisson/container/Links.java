package dev.caisson.container;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.Link;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.net.Networks;
import dev.caisson.net.model.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// Containers linked to others on the default network, the old way: their addresses stand in
/// `/etc/hosts` and what they offer in the environment. Source: moby daemon/links (behaviour).
final class Links {
    private final ContainerIndex index;
    private final Networks networks;

    Links(ContainerIndex index, Networks networks) {
        this.index = index;
        this.networks = networks;
    }

    /// @throws InvalidInput `LINK_INVALID` for a target that does not exist
    void check(ContainerSpec spec) {
        for (var written : spec.network().links()) target(Link.parse(written));
    }

    /// Variables that tell a container of its links; none where names are resolved instead.
    List<String> environment(Snapshot container) {
        var spec = container.definition().spec();
        var mode = spec.isolation().namespaces().network();
        if (!mode.equals("bridge") && !mode.isEmpty()) return List.of();
        var variables = new ArrayList<String>();
        for (var written : spec.network().links()) {
            var link = Link.parse(written);
            var target = target(link).snapshot();
            var prefix = link.alias().toUpperCase(Locale.ROOT).replace('-', '_');
            variables.add(prefix + "_NAME=/" + container.name() + "/" + link.alias());
            ports(prefix, target, variables);
            for (var variable : target.definition().spec().command().environment()) {
                if (!variable.startsWith("PATH=")) variables.add(prefix + "_ENV_" + variable);
            }
        }
        return variables;
    }

    private void ports(String prefix, Snapshot target, List<String> variables) {
        var four =
                networks.sandbox(target.id()).stream()
                        .flatMap(sandbox -> sandbox.endpoints().stream())
                        .map(endpoint -> endpoint.addresses().four())
                        .filter(java.util.Objects::nonNull)
                        .findFirst();
        if (four.isEmpty()) return;
        var address = Addresses.text(four.get().address());
        boolean first = true;
        var exposed = new TreeSet<>(target.definition().spec().network().ports().exposed());
        for (var port : exposed) {
            int slash = port.indexOf('/');
            var number = slash < 0 ? port : port.substring(0, slash);
            var protocol = slash < 0 ? "tcp" : port.substring(slash + 1);
            var url = protocol + "://" + address + ":" + number;
            if (first) variables.add(prefix + "_PORT=" + url);
            first = false;
            var name = prefix + "_PORT_" + number + "_" + protocol.toUpperCase(Locale.ROOT);
            variables.add(name + "=" + url);
            variables.add(name + "_ADDR=" + address);
            variables.add(name + "_PORT=" + number);
            variables.add(name + "_PROTO=" + protocol);
        }
    }

    private ContainerActor target(Link link) {
        try {
            return index.resolve(new ContainerReference(link.target()));
        } catch (NotFound missing) {
            throw new InvalidInput(missing, FaultCode.LINK_INVALID, link.target());
        }
    }

    /// @throws NotFound `LINK_NOT_FOUND`
    static NetworkRequest without(NetworkRequest network, String alias) {
        var kept =
                network.links().stream()
                        .filter(written -> !Link.parse(written).alias().equals(alias))
                        .toList();
        if (kept.size() == network.links().size()) {
            throw new NotFound(FaultCode.LINK_NOT_FOUND, alias);
        }
        return network.withLinks(kept);
    }
}
