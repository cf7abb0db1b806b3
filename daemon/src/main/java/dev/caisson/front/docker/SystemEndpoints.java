package dev.caisson.front.docker;

import dev.caisson.engine.Containers;
import dev.caisson.engine.Filters;
import dev.caisson.front.docker.convert.ContainerWriter;
import dev.caisson.front.docker.convert.DaemonWriter;
import dev.caisson.front.docker.convert.ImageWriter;
import dev.caisson.front.docker.convert.VolumeWriter;
import dev.caisson.front.http.Answer;
import dev.caisson.image.ImageFilters;
import dev.caisson.wire.DiskUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What is asked about the engine itself.
final class SystemEndpoints {
    private static final byte[] OK = "OK".getBytes(StandardCharsets.US_ASCII);

    /// `Builder-Version: 1` makes the docker CLI build with `POST /build`.
    private static final Answer PING =
            new Answer.Whole(
                    200,
                    Map.of(
                            "Content-Type", "text/plain; charset=utf-8",
                            "Builder-Version", "1",
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
                .get("/system/df", this::usage)
                .get("/plugins", call -> Call.json(200, List.of()));
    }

    private Answer version(Call call) {
        return call.ok("version", DaemonWriter.version(engine.daemon().version()));
    }

    private Answer info(Call call) {
        var daemon = engine.daemon();
        return call.ok("info", DaemonWriter.info(daemon.info(), daemon.version().version(), 0));
    }

    private Answer usage(Call call) {
        var images = engine.images().list(ImageFilters.all());
        var containers =
                engine.containers().list(new Containers.ListQuery(true, 0, true, Filters.none()));
        long layers = images.stream().mapToLong(listed -> listed.image().size()).sum();
        return call.ok(
                "usage",
                new DiskUsage(
                        layers,
                        images.stream().map(ImageWriter::summary).toList(),
                        containers.stream().map(ContainerWriter::summary).toList(),
                        engine.volumes().usage().stream().map(VolumeWriter::write).toList(),
                        List.of()));
    }
}
