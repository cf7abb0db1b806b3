package dev.caisson.front.docker;

import dev.caisson.front.docker.convert.DaemonWriter;
import dev.caisson.front.http.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What is asked about the engine itself.
final class SystemEndpoints {
    private static final byte[] OK = "OK".getBytes(StandardCharsets.US_ASCII);

    /// `Builder-Version: 2` makes the docker CLI build with buildx, where that is installed.
    private static final Answer PING =
            new Answer.Whole(
                    200,
                    Map.of(
                            "Content-Type", "text/plain; charset=utf-8",
                            "Builder-Version", "2",
                            "Cache-Control", "no-cache, no-store, must-revalidate",
                            "Pragma", "no-cache",
                            "Swarm", "inactive"),
                    OK);

    private final Engine engine;

    SystemEndpoints(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("HEAD", "/_ping", call -> PING)
                .get("/_ping", call -> PING)
                .get("/version", this::version)
                .get("/info", this::info)
                .post("/caisson/shutdown", this::shutdown)
                .get("/plugins", call -> Call.json(200, List.of()));
    }

    /// Before the host goes down; Docker has no word for it.
    private Answer shutdown(Call call) {
        engine.daemon().shutdown();
        return Call.empty(204);
    }

    private Answer version(Call call) {
        return call.ok("version", DaemonWriter.version(engine.daemon().version()));
    }

    private Answer info(Call call) {
        var daemon = engine.daemon();
        return call.ok("info", DaemonWriter.info(daemon.info(), daemon.version().version(), 0));
    }
}
