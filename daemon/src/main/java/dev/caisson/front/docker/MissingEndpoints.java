package dev.caisson.front.docker;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unsupported;
import dev.caisson.front.http.Answer;

/// What Docker has and this engine has not, or not yet: told apart from pages that do not exist.
final class MissingEndpoints {
    private final Engine engine;

    MissingEndpoints(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.post("/session", call -> missing("BuildKit"))
                .post("/grpc", call -> missing("BuildKit"))
                .get("/containers/{name}/checkpoints", call -> of(call, "checkpoint"))
                .post("/containers/{name}/checkpoints", call -> of(call, "checkpoint"));
    }

    private static Answer missing(String what) {
        throw new Unsupported(FaultCode.NOT_SUPPORTED, what, "it is not there yet");
    }

    /// A container that does not exist is told before.
    private Answer of(Call call, String what) {
        var _ = engine.containers().inspect(call.container(), false);
        return missing(what);
    }
}
