package dev.caisson.net;

import dev.caisson.net.NetworkSettings.Doing;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Publication.Delivery;
import dev.caisson.net.model.PublishedPort;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// By which end of a container connections to its published ports come in.
final class Exits {
    private final Catalogue catalogue;
    private final boolean rules;
    private final Doing doing;

    /// @param rules whether the kernel takes any
    Exits(Catalogue catalogue, boolean rules, Doing doing) {
        this.catalogue = catalogue;
        this.rules = rules;
        this.doing = doing;
    }

    /// The end that leads out: in a bridge that is not internal, with IPv4 where there is one.
    Optional<Endpoint> exit(List<Endpoint> endpoints) {
        return endpoints.stream()
                .filter(this::leadsOut)
                .min(Comparator.comparing(end -> end.addresses().four() == null));
    }

    private boolean leadsOut(Endpoint endpoint) {
        return catalogue
                .byId(endpoint.networkId())
                .filter(network -> network.driver() == Driver.BRIDGE)
                .filter(network -> !network.reach().internal())
                .isPresent();
    }

    /// Where rules of the kernel lead a port; empty where they cannot: from `::1` nothing is
    /// routed, and addresses are not translated between families.
    Optional<InetAddress> byRules(PublishedPort port, Endpoint exit) {
        boolean six = Addresses.isSix(port.host());
        boolean made = rules && doing.rules(six);
        boolean wanted = made && port.how().delivery() == Delivery.KERNEL;
        if (!wanted || six && port.host().isLoopbackAddress()) return Optional.empty();
        var assigned = exit.addresses().of(six);
        return assigned == null ? Optional.empty() : Optional.of(assigned.address());
    }

    /// Whether some connections to a port have to be relayed.
    boolean isRelayed(PublishedPort port, Endpoint exit) {
        boolean asked = port.how().delivery() == Delivery.HOST_FIREWALL;
        if (!doing.relays() && !asked) return false;
        boolean all = Addresses.isSix(port.host()) && port.host().isAnyLocalAddress();
        // A group that nobody is in has to refuse.
        boolean group = !port.how().group().isEmpty();
        return all || group || byRules(port, exit).isEmpty();
    }

    /// Where a relay connects to: the family of the port of the host, where the container has it.
    static Optional<InetAddress> byRelay(HostPort port, Endpoint exit) {
        boolean six = Addresses.isSix(port.address());
        var same = exit.addresses().of(six);
        var assigned = same == null ? exit.addresses().of(!six) : same;
        return assigned == null ? Optional.empty() : Optional.of(assigned.address());
    }
}
