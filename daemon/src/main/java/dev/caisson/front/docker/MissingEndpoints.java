package dev.caisson.front.docker;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unsupported;
import dev.caisson.front.http.Answer;
import java.util.List;

/// What Docker has and this engine has not, or not yet: told apart from pages that do not exist.
final class MissingEndpoints {
    private final Engine engine;

    MissingEndpoints(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.post("/session", call -> missing("BuildKit"))
                .post("/grpc", call -> missing("BuildKit"))
                .get("/containers/{name}/checkpoints", this::checkpoints)
                .post("/containers/{name}/checkpoints", call -> of(call, "checkpoint"))
                .post("/plugins/pull", call -> missing("a managed plugin"))
                .post("/plugins/create", call -> missing("a managed plugin"))
                .get("/plugins/{name}/json", this::noPlugin)
                .delete("/plugins/{name}", this::noPlugin);
        for (var verb : List.of("enable", "disable", "upgrade", "push", "set")) {
            router.post("/plugins/{name}/" + verb, this::noPlugin);
        }
    }

    private static Answer missing(String what) {
        throw new Unsupported(FaultCode.NOT_SUPPORTED, what, "it is not there yet");
    }

    /// None can be made, so there are none.
    private Answer checkpoints(Call call) {
        var _ = engine.containers().inspect(call.container(), false);
        return Call.json(200, List.of());
    }

    private Answer noPlugin(Call call) {
        throw new NotFound(FaultCode.PLUGIN_NOT_FOUND, call.name());
    }

    /// A container that does not exist is told before.
    private Answer of(Call call, String what) {
        var _ = engine.containers().inspect(call.container(), false);
        return missing(what);
    }
}
