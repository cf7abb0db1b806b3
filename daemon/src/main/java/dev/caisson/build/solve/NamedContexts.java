package dev.caisson.build.solve;

import dev.caisson.build.BuildClient;
import dev.caisson.build.BuildRequest;
import dev.caisson.build.ContextSource;
import dev.caisson.build.context.BuildContext;
import dev.caisson.build.context.Exclusion;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Platform;
import dev.caisson.image.StoredLayer;
import dev.caisson.storage.TreeArchive;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Contexts beside the main one, which stand for images: each is fetched once, and is a layer.
final class NamedContexts {
    private static final String LOCAL = "local:";

    private final Work work;
    private final LayoutImages images;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, List<StoredLayer>> fetched = new HashMap<>();

    NamedContexts(Work work) {
        this.work = work;
        images = new LayoutImages(work);
    }

    /// @param where `local:NAME`, an address, or `oci-layout:` and where an image is
    List<StoredLayer> layers(String where, Platform platform)
            throws IOException, InterruptedException {
        return where.startsWith(BuildRequest.LAYOUT)
                ? images.get(where, platform).layers()
                : layers(where);
    }

    /// What a stage begins with.
    State state(String where, Platform platform) throws IOException, InterruptedException {
        if (where.startsWith(BuildRequest.LAYOUT)) {
            var image = images.get(where, platform);
            return State.of(image.config(), image.layers());
        }
        var state = State.scratch(platform);
        for (var layer : layers(where)) {
            state = state.layered(layer, "context " + where, work.tools().clock().instant());
        }
        return state;
    }

    private List<StoredLayer> layers(String where) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            var known = fetched.get(where);
            if (known != null) return known;
            var layers = List.of(fetch(where));
            fetched.put(where, layers);
            return layers;
        } finally {
            lock.unlock();
        }
    }

    private StoredLayer fetch(String where) throws IOException, InterruptedException {
        if (where.startsWith(BuildRequest.SENT)) {
            var name = where.substring(BuildRequest.SENT.length());
            var sent = work.context().named().get(name);
            if (sent == null) {
                throw new InvalidInput(
                        FaultCode.BUILD_CONTEXT_INVALID, "the context " + name + " was not sent");
            }
            return layer(sent);
        }
        try (var context = open(where)) {
            return layer(context);
        }
    }

    private StoredLayer layer(BuildContext context) throws IOException {
        Exclusion.applyCommon(context);
        return work.write(
                out -> new TreeArchive(context.tree()).writeLayer(out, Set.of(), work.epoch()));
    }

    private BuildContext open(String where) throws IOException, InterruptedException {
        var contexts = work.tools().contexts();
        if (!where.startsWith(LOCAL)) return contexts.open(new ContextSource.Remote(where));
        var name = where.substring(LOCAL.length());
        var all = new BuildClient.Selection(name, List.of(), List.of(), List.of());
        return contexts.directory(work.request().surroundings().client(), all);
    }
}
