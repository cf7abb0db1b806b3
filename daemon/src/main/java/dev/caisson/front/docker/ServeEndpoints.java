package dev.caisson.front.docker;

import dev.caisson.fault.NotFound;
import dev.caisson.front.http.Answer;
import dev.caisson.front.registry.RegistryListeners;
import dev.caisson.front.registry.RegistryListeners.Port;
import dev.caisson.wire.ServedRegistry;
import java.util.Map;

/// Serving this host's images as a registry; not of Docker's API.
final class ServeEndpoints {
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final RegistryListeners listeners;

    ServeEndpoints(RegistryListeners listeners) {
        this.listeners = listeners;
    }

    void addTo(Router router) {
        router.get("/caisson/registry", call -> list())
                .post("/caisson/registry", this::serve)
                .delete("/caisson/registry", this::end);
    }

    private Answer list() {
        return Call.json(200, listeners.ports().stream().map(ServeEndpoints::written).toList());
    }

    private static ServedRegistry written(Port port) {
        return new ServedRegistry(port.address(), port.writable(), port.isExposed());
    }

    private Answer serve(Call call) {
        var query = call.query();
        var port = listeners.open(query.text("listen"), query.flag("writable"));
        if (query.flag("detach")) return Call.json(201, written(port));
        return new Answer.Streaming(
                200,
                JSON,
                out -> {
                    try {
                        out.onGone(() -> close(port));
                        out.write(Json.bytes(written(port)));
                        listeners.await(port);
                    } finally {
                        close(port);
                    }
                });
    }

    private void close(Port port) {
        try {
            listeners.close(port.address());
        } catch (NotFound closed) {
            // By the other one who does.
        }
    }

    private Answer end(Call call) {
        listeners.close(call.query().text("listen"));
        return Call.empty(204);
    }
}
