package dev.caisson.net;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.EndpointDraft;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.Sandbox;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns what somebody asks of a network into an end in it, with addresses that are its own.
final class EndpointDrafting {
    private static final int ID_BYTES = 32;
    private static final int DEVICE_DIGITS = 7;

    private final Catalogue catalogue;
    private final SecureRandom random = new SecureRandom();

    EndpointDrafting(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /// @param device its name inside
    Endpoint reserve(Sandbox.Owner owner, Network network, EndpointDraft draft, String device) {
        check(network, draft);
        var id = newId();
        var got =
                catalogue.reserve(
                        network,
                        id,
                        owner,
                        new Catalogue.Wanted(
                                address("IPv4", draft.ipv4(), false),
                                address("IPv6", draft.ipv6(), true),
                                draft.withoutSix()));
        boolean pair = network.driver() == Driver.BRIDGE;
        var outside = pair ? "veth" + id.substring(0, DEVICE_DIGITS) : "";
        return new Endpoint(
                id,
                network.id(),
                network.name(),
                new Endpoint.Got(got.four(), got.six(), mac(network, draft, got)),
                new Endpoint.Devices(outside, device),
                names(owner, network, draft),
                draft.links(),
                draft.gatewayPriority());
    }

    /// @throws InvalidInput `NETWORK_HOST_CONNECT`, `NETWORK_PRIVATE`, `ENDPOINT_INVALID`
    static void check(Network network, EndpointDraft draft) {
        switch (network.driver()) {
            case HOST -> throw new InvalidInput(FaultCode.NETWORK_HOST_CONNECT);
            case NULL -> throw new InvalidInput(FaultCode.NETWORK_PRIVATE);
            case BRIDGE, MACVLAN, IPVLAN -> {}
        }
        EndpointChecks.check(network, draft);
    }

    private static @Nullable InetAddress address(String what, String text, boolean six) {
        if (text.isEmpty()) return null;
        return Addresses.parse(text)
                .filter(address -> Addresses.isSix(address) == six)
                .orElseThrow(() -> new InvalidInput(FaultCode.ADDRESS_INVALID, what, text));
    }

    private String mac(Network network, EndpointDraft draft, Catalogue.Reserved got) {
        if (!draft.mac().isEmpty()) return draft.mac().toLowerCase(Locale.ROOT).replace('-', ':');
        if (network.driver() == Driver.IPVLAN) return "";
        var four = got.four();
        if (four != null) return Addresses.macOf(four.address());
        return String.format("02:42:%02x:%02x:%02x:%02x", random(), random(), random(), random());
    }

    private int random() {
        return random.nextInt(256);
    }

    /// The container's name, what else it wants to be called, the beginning of its id, and the
    /// name of its host. Source: moby daemon, buildEndpointDNSNames
    private static List<String> names(Sandbox.Owner owner, Network network, EndpointDraft draft) {
        if (network.identity().builtIn()) return List.of();
        var names = new LinkedHashSet<String>();
        names.add(owner.name());
        names.addAll(draft.aliases());
        names.add(owner.id().shortForm());
        if (!draft.hostname().isEmpty()) names.add(draft.hostname());
        return List.copyOf(names);
    }

    private String newId() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
