package dev.caisson.front.docker;

import dev.caisson.container.view.VolumeView;
import dev.caisson.engine.Filters;
import dev.caisson.engine.Volumes;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import dev.caisson.front.docker.convert.VolumeWriter;
import dev.caisson.front.http.Answer;
import dev.caisson.wire.CreateVolume;
import dev.caisson.wire.VolumeList;
import dev.caisson.wire.VolumesPruned;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Volumes: made, listed, shown, removed.
final class VolumeEndpoints {
    private static final Call.GoName CREATE =
            new Call.GoName("volume.CreateOptions", "CreateOptions");

    private final Volumes volumes;

    VolumeEndpoints(Volumes volumes) {
        this.volumes = volumes;
    }

    void addTo(Router router) {
        router.get("/volumes", this::list)
                .get("/volumes/{name}", this::inspect)
                .delete("/volumes/{name}", this::remove)
                .add("PUT", "/volumes/{name}", this::update)
                .post("/volumes/create", this::create)
                .post("/volumes/prune", this::prune);
    }

    /// With `size`, which is ours, as in the answer of `/system/df`; without, no file is looked at.
    private Answer list(Call call) {
        var filters = FilterParameter.parse(call.query().text("filters"));
        var found =
                call.query().flag("size")
                        ? volumes.usage(filters).stream().map(VolumeWriter::write)
                        : volumes.list(filters).stream().map(VolumeWriter::write);
        return Call.json(200, new VolumeList(found.toList(), null));
    }

    private Answer inspect(Call call) {
        return Call.json(200, VolumeWriter.write(volumes.inspect(call.name())));
    }

    private Answer create(Call call) throws IOException {
        var asked = call.body(CreateVolume.class, CREATE, "volume");
        VolumeView made =
                asked == null
                        ? volumes.create("", "", Map.of(), Map.of())
                        : volumes.create(
                                text(asked.name()),
                                text(asked.driver()),
                                map(asked.labels()),
                                map(asked.options()));
        return Call.json(201, VolumeWriter.write(made));
    }

    private Answer remove(Call call) {
        volumes.remove(call.name(), call.query().flag("force"));
        return Call.empty(204);
    }

    /// Only volumes of a swarm can be changed.
    private Answer update(Call call) {
        throw new Unavailable(FaultCode.NO_SWARM);
    }

    /// Before 1.42 those with a name were pruned as well.
    private Answer prune(Call call) {
        var filters = FilterParameter.parse(call.query().text("filters"));
        if (call.version().isBefore(42)) {
            var all = new HashMap<>(filters.values());
            all.put("all", List.of("true"));
            filters = new Filters(all);
        }
        var pruned = volumes.prune(filters);
        return Call.json(200, new VolumesPruned(pruned.deleted(), pruned.spaceReclaimed()));
    }

    private static String text(@Nullable String written) {
        return written == null ? "" : written;
    }

    private static Map<String, String> map(@Nullable Map<String, String> written) {
        return written == null ? Map.of() : written;
    }
}
