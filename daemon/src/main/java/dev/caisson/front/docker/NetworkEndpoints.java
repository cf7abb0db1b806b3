package dev.caisson.front.docker;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.engine.Networks;
import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unsupported;
import dev.caisson.front.docker.convert.NetworkWriter;
import dev.caisson.front.http.Answer;
import dev.caisson.net.model.Network;
import dev.caisson.wire.ConnectNetwork;
import dev.caisson.wire.CreateNetwork;
import dev.caisson.wire.DisconnectNetwork;
import dev.caisson.wire.NetworkCreated;
import dev.caisson.wire.NetworksPruned;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Networks, and who is connected to them.
final class NetworkEndpoints {
    private static final Call.GoName CREATE =
            new Call.GoName("network.CreateRequest", "CreateRequest");
    private static final Call.GoName CONNECT =
            new Call.GoName("network.ConnectOptions", "ConnectOptions");
    private static final Call.GoName DISCONNECT =
            new Call.GoName("network.DisconnectOptions", "DisconnectOptions");

    private final Networks networks;

    NetworkEndpoints(Networks networks) {
        this.networks = networks;
    }

    void addTo(Router router) {
        router.get("/networks", this::list)
                .get("/networks/", this::list)
                .get("/networks/{name}", this::inspect)
                .post("/networks/create", this::create)
                .post("/networks/prune", this::prune)
                .post("/networks/{name}/connect", this::connect)
                .post("/networks/{name}/disconnect", this::disconnect)
                .delete("/networks/{name}", this::remove);
    }

    private Answer list(Call call) {
        var filters = FilterParameter.parse(call.query().text("filters"));
        return Call.json(
                200,
                networks.list(filters).stream()
                        .map(network -> NetworkWriter.write(network, List.of()))
                        .toList());
    }

    private Answer inspect(Call call) {
        verbose(call.query().text("verbose"));
        var view = networks.inspect(call.name());
        var scope = call.query().text("scope");
        if (!scope.isEmpty() && !scope.equals("local")) {
            throw new NotFound(FaultCode.NETWORK_NOT_FOUND, call.name());
        }
        return Call.json(200, NetworkWriter.write(view.network(), view.members()));
    }

    private static void verbose(String written) {
        if (written.isEmpty() || Network.isTrue(written) || Network.isFalse(written)) return;
        throw new InvalidInput(
                FaultCode.QUERY_INVALID,
                "invalid value for verbose: "
                        + written
                        + ": strconv.ParseBool: parsing \""
                        + written
                        + "\": invalid syntax");
    }

    private Answer create(Call call) throws IOException {
        var asked = call.body(CreateNetwork.class, CREATE, "CreateNetwork");
        if (asked == null) throw new InvalidInput(FaultCode.NETWORK_NAME_EMPTY);
        if (asked.configOnly()) {
            throw new Unsupported(
                    FaultCode.NOT_SUPPORTED, "a configuration network", "there is no swarm");
        }
        var from = from(asked);
        if (!from.isEmpty()) throw new NotFound(FaultCode.NETWORK_CONFIG_MISSING, from);
        if ("swarm".equals(asked.scope())) throw new Denied(FaultCode.NETWORK_SCOPE_SWARM);
        var network = networks.create(NetworkWriter.read(asked));
        return Call.json(201, new NetworkCreated(network.id(), ""));
    }

    private static String from(CreateNetwork asked) {
        var from = asked.configFrom();
        return from == null || from.network() == null ? "" : from.network();
    }

    private Answer connect(Call call) throws IOException {
        var asked = needed(call.body(ConnectNetwork.class, CONNECT, "ConnectNetwork"));
        networks.connect(
                call.name(),
                container(asked.container()),
                NetworkWriter.endpoint(asked.endpointConfig()));
        return Call.empty(200);
    }

    private Answer disconnect(Call call) throws IOException {
        var asked = needed(call.body(DisconnectNetwork.class, DISCONNECT, "DisconnectNetwork"));
        networks.disconnect(call.name(), container(asked.container()), asked.force());
        return Call.empty(200);
    }

    private static ContainerReference container(@Nullable String reference) {
        if (reference == null || reference.isEmpty()) {
            throw new InvalidInput(FaultCode.CONTAINER_REFERENCE_EMPTY);
        }
        return new ContainerReference(reference);
    }

    private Answer remove(Call call) {
        networks.remove(call.name());
        return Call.empty(204);
    }

    private Answer prune(Call call) {
        var filters = FilterParameter.parse(call.query().text("filters"));
        var gone = networks.prune(filters);
        return Call.json(200, new NetworksPruned(gone.isEmpty() ? null : gone));
    }

    private static <T> T needed(@Nullable T body) {
        if (body == null) throw new InvalidInput(FaultCode.CONTAINER_REFERENCE_EMPTY);
        return body;
    }
}
