package dev.caisson.front.docker;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import dev.caisson.fault.Unsupported;
import dev.caisson.front.http.Answer;
import java.util.List;

/// Swarm: this engine is never part of one, and says so as a dockerd outside of one does.
final class SwarmEndpoints {
    void addTo(Router router) {
        router.post("/swarm/init", this::never).post("/swarm/join", this::never);
        for (var method : List.of("GET", "POST", "DELETE")) {
            router.add(method, "/swarm", this::noManager)
                    .add(method, "/swarm/{rest}", this::noManager);
            for (var noun : List.of("services", "nodes", "tasks", "secrets", "configs")) {
                router.add(method, "/" + noun, this::noManager)
                        .add(method, "/" + noun + "/{rest}", this::noManager);
            }
        }
    }

    private Answer noManager(Call call) {
        throw new Unavailable(FaultCode.NO_SWARM);
    }

    private Answer never(Call call) {
        throw new Unsupported(FaultCode.NOT_SUPPORTED, "swarm mode", "this is one host's engine");
    }
}
