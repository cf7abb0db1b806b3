package dev.caisson.net;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.bridge.EndpointOptions;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.EndpointDraft;
import dev.caisson.net.model.Network;
import java.util.ArrayList;
import java.util.List;

/// Finds everything that is wrong with what somebody asks of one end, and says it at once in
/// Docker's words. Source: moby daemon/container_operations.go (behaviour).
final class EndpointChecks {
    private final Network network;
    private final EndpointDraft draft;
    private final List<String> wrong = new ArrayList<>();

    private EndpointChecks(Network network, EndpointDraft draft) {
        this.network = network;
        this.draft = draft;
    }

    /// @throws InvalidInput `ENDPOINT_INVALID`, `ENDPOINT_MAC_INVALID`
    static void check(Network network, EndpointDraft draft) {
        if (hasWrongMac(draft)) {
            throw new InvalidInput(FaultCode.ENDPOINT_MAC_INVALID, draft.mac());
        }
        var wrong = wrong(network, draft);
        if (!wrong.isEmpty()) throw new InvalidInput(FaultCode.ENDPOINT_INVALID, wrong);
    }

    /// @throws InvalidInput `ENDPOINT_CONFIG_INVALID`, which tells the network
    static void checkOfContainer(Network network, EndpointDraft draft) {
        if (hasWrongMac(draft)) {
            throw new InvalidInput(
                    FaultCode.ENDPOINT_CONFIG_MAC_INVALID, network.name(), draft.mac());
        }
        var wrong = wrong(network, draft);
        if (wrong.isEmpty()) return;
        throw new InvalidInput(FaultCode.ENDPOINT_CONFIG_INVALID, network.name(), wrong);
    }

    private static boolean hasWrongMac(EndpointDraft draft) {
        return !draft.mac().isEmpty() && !Addresses.isMac(draft.mac());
    }

    private static String wrong(Network network, EndpointDraft draft) {
        var checks = new EndpointChecks(network, draft);
        checks.all();
        var wrong = checks.wrong;
        return wrong.size() < 2 ? String.join("", wrong) : "* " + String.join("\n* ", wrong);
    }

    private void all() {
        if (network.identity().builtIn()) {
            if (!draft.ipv4().isEmpty() || !draft.ipv6().isEmpty()) {
                wrong.add("user specified IP address is supported on user defined networks only");
            }
            if (!draft.aliases().isEmpty()) {
                wrong.add(
                        "network-scoped alias is supported only for containers in user defined"
                                + " networks");
            }
        }
        address(draft.ipv4(), false);
        address(draft.ipv6(), true);
        for (var each : draft.linkLocal()) {
            if (Addresses.parse(each).isEmpty()) {
                wrong.add("invalid link-local IP address: " + each);
            }
        }
        wrong.addAll(EndpointOptions.wrong(draft));
    }

    private void address(String text, boolean six) {
        if (text.isEmpty()) return;
        var address = Addresses.parse(text).filter(each -> Addresses.isSix(each) == six);
        if (address.isEmpty()) wrong.add("invalid IPv" + (six ? "6" : "4") + " address: " + text);
        if (network.identity().builtIn()) return;
        var pools = network.addressing().asked() ? network.pools(six) : List.of();
        if (pools.isEmpty()) {
            wrong.add(
                    "user specified IP address is supported only when connecting to networks with"
                            + " user configured subnets");
        } else if (network.pools(six).stream()
                .noneMatch(pool -> address.filter(pool.subnet()::contains).isPresent())) {
            wrong.add("no configured subnet or ip-range contain the IP address " + text);
        }
    }
}
