package dev.caisson.front.docker;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unsupported;
import dev.caisson.front.http.Answer;
import dev.caisson.wire.Network;
import dev.caisson.wire.NetworksPruned;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The networks every host has. Others cannot be made yet, which is said.
final class NetworkEndpoints {
    private static final String WHY = "networks beside host and none are not there yet";

    void addTo(Router router) {
        router.get("/networks", call -> Call.json(200, all()))
                .get("/networks/{name}", this::inspect)
                .post("/networks/create", this::unsupported)
                .post("/networks/prune", call -> Call.json(200, new NetworksPruned(null)))
                .post("/networks/{name}/connect", this::unsupported)
                .post("/networks/{name}/disconnect", this::unsupported)
                .delete("/networks/{name}", this::remove);
    }

    private static List<Network> all() {
        return List.of(network("none", "null"), network("host", "host"));
    }

    private Answer inspect(Call call) {
        return Call.json(200, find(call.name()));
    }

    private Answer remove(Call call) {
        var found = find(call.name());
        throw new Unsupported(
                FaultCode.NOT_SUPPORTED, "removal of network " + found.name(), "it is built in");
    }

    private Answer unsupported(Call call) {
        throw new Unsupported(FaultCode.NOT_SUPPORTED, "this", WHY);
    }

    private static Network find(String nameOrId) {
        for (var network : all()) {
            boolean named = network.name().equals(nameOrId);
            boolean identified = nameOrId.length() > 2 && network.id().startsWith(nameOrId);
            if (named || identified) return network;
        }
        throw new NotFound(FaultCode.NETWORK_NOT_FOUND, nameOrId);
    }

    private static Network network(String name, String driver) {
        return new Network(
                name,
                id(name),
                "0001-01-01T00:00:00Z",
                "local",
                driver,
                true,
                false,
                new Network.Ipam("default", null, null),
                false,
                false,
                false,
                new Network.ConfigFrom(""),
                false,
                Map.of(),
                Map.of(),
                Map.of());
    }

    /// The same on every host and after every start.
    private static String id(String name) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var text = ("caisson network " + name).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(digest.digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java has SHA-256", impossible);
        }
    }
}
