package dev.caisson.front.docker;

import dev.caisson.container.view.SnapshotView;
import dev.caisson.engine.VolumeKeeping;
import dev.caisson.engine.Volumes;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unavailable;
import dev.caisson.front.docker.convert.VolumeWriter;
import dev.caisson.front.http.Answer;
import dev.caisson.image.ImageReference;
import dev.caisson.wire.VolumeSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// Volumes renamed, copied, kept and sent; not of Docker's API.
final class VolumeKeepingEndpoints {
    private static final String ONE = "/caisson/volumes/{name}/";

    private final Volumes all;

    VolumeKeepingEndpoints(Volumes all) {
        this.all = all;
    }

    void addTo(Router router) {
        router.post(
                        ONE + "rename",
                        call -> made(volumes().rename(call.name(), given(call, "name"))))
                .post(ONE + "clone", call -> made(volumes().copy(call.name(), given(call, "name"))))
                .get(ONE + "snapshots", this::snapshots)
                .post(ONE + "snapshots", this::snapshot)
                .delete(ONE + "snapshots", this::removeSnapshot)
                .post(ONE + "restore", this::restore)
                .get(ONE + "archive", this::export)
                .post(ONE + "import", this::make)
                .post(ONE + "push", this::push)
                .post(ONE + "pull", this::pull);
    }

    private VolumeKeeping volumes() {
        return all.keeping();
    }

    private static Answer made(dev.caisson.container.view.VolumeView volume) {
        return Call.json(201, VolumeWriter.write(volume));
    }

    private static String given(Call call, String parameter) {
        var value = call.query().text(parameter);
        if (value.isEmpty()) throw new InvalidInput(FaultCode.PARAMETER_MISSING, parameter);
        return value;
    }

    private Answer snapshots(Call call) {
        var found = volumes().snapshots(call.name());
        return Call.json(200, found.stream().map(VolumeKeepingEndpoints::written).toList());
    }

    private static VolumeSnapshot written(SnapshotView snapshot) {
        return new VolumeSnapshot(snapshot.name(), snapshot.created().toString());
    }

    private Answer snapshot(Call call) {
        return Call.json(201, written(volumes().snapshot(call.name(), call.query().text("name"))));
    }

    private Answer removeSnapshot(Call call) {
        volumes().removeSnapshot(call.name(), given(call, "name"));
        return Call.empty(204);
    }

    private Answer restore(Call call) {
        var snapshot = given(call, "snapshot");
        var copy = call.query().text("to");
        if (!copy.isEmpty()) return made(volumes().copySnapshot(call.name(), snapshot, copy));
        volumes().restore(call.name(), snapshot);
        return Call.empty(204);
    }

    private Answer export(Call call) {
        var name = call.name();
        boolean pause = call.query().flag("pause");
        boolean zstd = call.query().flag("zstd");
        return new Answer.Late(
                200,
                Map.of("Content-Type", zstd ? "application/zstd" : "application/x-tar"),
                out -> volumes().export(name, pause, zstd, out),
                DockerApi::failed);
    }

    private Answer make(Call call) throws IOException {
        try (var body = call.request().body()) {
            var volume = volumes().make(call.name(), body);
            // What is behind the end of the archive is read, so that the connection can go on.
            var _ = body.transferTo(OutputStream.nullOutputStream());
            return made(volume);
        }
    }

    private Answer push(Call call) throws IOException {
        var to = ImageReference.parse(given(call, "to"));
        try {
            var digest = volumes().push(call.name(), to, RegistryAuth.of(call));
            return Call.json(200, Map.of("Digest", digest.toString()));
        } catch (InterruptedException ended) {
            throw interrupted();
        }
    }

    private Answer pull(Call call) throws IOException {
        var from = ImageReference.parse(given(call, "from"));
        try {
            return made(volumes().pull(call.name(), from, RegistryAuth.of(call)));
        } catch (InterruptedException ended) {
            throw interrupted();
        }
    }

    private static Unavailable interrupted() {
        Thread.currentThread().interrupt();
        return new Unavailable(FaultCode.TRANSFER_INTERRUPTED);
    }
}
