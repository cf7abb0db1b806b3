package dev.caisson.front.docker;

import dev.caisson.front.docker.convert.ImageWriter;
import dev.caisson.front.http.Answer;
import dev.caisson.image.ImageStore;

/// Removal of what has a name: the patterns take any path behind the noun.
final class RemovalEndpoints {
    private final Engine engine;

    RemovalEndpoints(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.delete("/containers/{name}", this::container).delete("/images/{name}", this::image);
    }

    private Answer container(Call call) {
        var query = call.query();
        engine.containers()
                .remove(call.container(), query.flag("force"), query.flag("v"), query.flag("link"));
        return Call.empty(204);
    }

    private Answer image(Call call) {
        var query = call.query();
        var how = new ImageStore.Removal(query.flag("force"), query.flag("noprune"));
        var changes = engine.images().remove(call.name(), PlatformParameter.all(call), how);
        return call.ok("deleted", changes.stream().map(ImageWriter::deleted).toList());
    }
}
