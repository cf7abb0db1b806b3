package dev.caisson.front.docker;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unsupported;
import dev.caisson.front.http.Answer;
import dev.caisson.wire.VolumeList;
import dev.caisson.wire.VolumesPruned;
import java.util.List;

/// Volumes: none, and none can be made yet, which is said.
final class VolumeEndpoints {
    void addTo(Router router) {
        router.get("/volumes", call -> Call.json(200, new VolumeList(List.of(), null)))
                .get("/volumes/{name}", this::missing)
                .delete("/volumes/{name}", this::missing)
                .post("/volumes/create", this::create)
                .post("/volumes/prune", call -> Call.json(200, new VolumesPruned(List.of(), 0)));
    }

    private Answer missing(Call call) {
        throw new NotFound(FaultCode.VOLUME_NOT_FOUND, call.name());
    }

    private Answer create(Call call) {
        throw new Unsupported(FaultCode.NOT_SUPPORTED, "this", "volumes are not there yet");
    }
}
