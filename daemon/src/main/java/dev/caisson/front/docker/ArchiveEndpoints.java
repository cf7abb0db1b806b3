package dev.caisson.front.docker;

import dev.caisson.engine.Containers;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.docker.convert.PathWriter;
import dev.caisson.front.http.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// Files of containers: copied out of them and into them, what they changed, all of them.
final class ArchiveEndpoints {
    private static final String STAT = "X-Docker-Container-Path-Stat";
    private static final String TAR = "application/x-tar";

    private final Containers containers;

    ArchiveEndpoints(Containers containers) {
        this.containers = containers;
    }

    void addTo(Router router) {
        router.add("HEAD", "/containers/{name}/archive", this::stat)
                .get("/containers/{name}/archive", this::read)
                .add("PUT", "/containers/{name}/archive", this::write)
                .get("/containers/{name}/changes", this::changes)
                .get("/containers/{name}/export", this::export);
    }

    private Answer stat(Call call) {
        return Call.empty(200).with(STAT, described(call, path(call)));
    }

    private Answer read(Call call) {
        var path = path(call);
        return new Answer.Streaming(
                200,
                Map.of("Content-Type", TAR, STAT, described(call, path)),
                out -> containers.copyOut(call.container(), path, out));
    }

    private Answer write(Call call) throws IOException {
        var query = call.query();
        try (var body = call.request().body()) {
            containers.copyIn(
                    call.container(),
                    path(call),
                    query.flag("noOverwriteDirNonDir"),
                    query.flag("copyUIDGID"),
                    body);
            // What is behind the end of the archive is read, so that the connection can go on.
            var _ = body.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return Call.empty(200);
    }

    private Answer changes(Call call) {
        var changes = containers.changes(call.container());
        return Call.json(200, changes.stream().map(PathWriter::change).toList());
    }

    private Answer export(Call call) {
        var _ = containers.inspect(call.container(), false);
        return new Answer.Late(
                200,
                Map.of("Content-Type", "application/octet-stream"),
                out -> containers.export(call.container(), out),
                DockerApi::failed);
    }

    private String described(Call call, String path) {
        var stat = containers.stat(call.container(), path);
        var json = Json.mapper().writeValueAsString(PathWriter.stat(stat));
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String path(Call call) {
        var path = call.query().text("path");
        if (path.isEmpty()) throw new InvalidInput(FaultCode.ARCHIVE_PATH_EMPTY);
        return path;
    }
}
