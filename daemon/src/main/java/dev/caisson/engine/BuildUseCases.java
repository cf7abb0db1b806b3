package dev.caisson.engine;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildRequest;
import dev.caisson.build.BuildResult;
import dev.caisson.build.Builder;
import dev.caisson.build.ContextSource;
import dev.caisson.build.RecipeView;
import dev.caisson.build.cache.BuildCache;
import dev.caisson.build.cache.CacheLimits;
import dev.caisson.build.cache.CacheMounts;
import dev.caisson.build.context.Contexts;
import dev.caisson.build.context.KeptContexts;
import dev.caisson.build.solve.StepLocks;
import dev.caisson.build.solve.Toolbox;
import dev.caisson.container.ContainerRoom;
import dev.caisson.event.EventBus;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.pull.Puller;
import dev.caisson.image.push.PushProgress;
import dev.caisson.image.push.Pushed;
import dev.caisson.image.push.Pusher;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.Registries;
import dev.caisson.storage.WorkDirectories;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Builds in this engine: steps are its containers, layers are its image store's.
public final class BuildUseCases implements Builds {
    private static final Set<String> ARCHIVES = Set.of("oci", "docker");

    /// Filters that say what is meant.
    private static final Set<String> NAMING = Set.of("type", "id");

    private final Rooms rooms;
    private final Disk disk;
    private final KeptBuilds kept;
    private final StepLocks locks = new StepLocks();
    private final ImageUse use;
    private final Puller puller;
    private final InstantSource clock;

    /// What a build uses of the others.
    public record Rooms(
            ImageStore images, Registries registries, ContainerRoom containers, EventBus events) {}

    /// @param spaces on the disk of the layers
    /// @param secrets on a file system that is no disk
    public record Disk(
            BuildCache cache,
            CacheMounts mounts,
            KeptContexts contexts,
            WorkDirectories spaces,
            WorkDirectories secrets) {}

    public BuildUseCases(Rooms rooms, Disk disk, CacheLimits limits, InstantSource clock) {
        this.rooms = rooms;
        this.disk = disk;
        kept = new KeptBuilds(disk, limits, clock);
        this.clock = clock;
        use = new ImagesInUse(rooms.containers());
        puller = new Puller(rooms.registries(), rooms.images(), use);
        rooms.images().retain(disk.cache()::retained);
    }

    @Override
    public BuildResult build(
            BuildRequest request,
            ContextSource source,
            Function<String, Credentials> credentials,
            BuildEvent.Listener listener)
            throws IOException, InterruptedException {
        var built = builder(credentials).build(request, source, listener);
        if (built instanceof BuildResult.Built(var image, var names)) {
            archives(request, image, names);
            push(request, names, credentials);
        }
        if (kept.expire()) {
            long _ = rooms.images().sweep(use);
        }
        return built;
    }

    @Override
    public RecipeView look(BuildRequest request, ContextSource source)
            throws IOException, InterruptedException {
        return builder(_ -> Credentials.NONE).look(request, source);
    }

    private Builder builder(Function<String, Credentials> credentials) {
        var images =
                new BuildImages(
                        rooms.images(), rooms.registries(), puller, rooms.events(), credentials);
        var tools =
                new Toolbox(
                        new BuildSteps(rooms.containers()),
                        images,
                        disk.cache(),
                        disk.mounts(),
                        new Contexts(disk.spaces(), disk.contexts()),
                        disk.spaces(),
                        disk.secrets(),
                        locks,
                        clock);
        return new Builder(tools, () -> rooms.images().assemble(use));
    }

    /// Sends an image to its registries, where the client wants that.
    private void push(
            BuildRequest request,
            List<ImageReference> names,
            Function<String, Credentials> credentials)
            throws InterruptedException {
        boolean wanted =
                request.outputs().stream()
                        .anyMatch(output -> "true".equals(output.options().get("push")));
        if (!wanted) return;
        var pusher = new Pusher(rooms.registries(), rooms.images());
        for (var name : names) {
            var _ = pusher.push(name, null, credentials.apply(name.domain()), new Silent());
        }
    }

    /// A push nobody is told of before its end.
    private static final class Silent implements PushProgress {
        @Override
        public void begun(ImageReference name) {
            // told at the end
        }

        @Override
        public void layer(Digest diffId, PushStep step) {
            // told at the end
        }

        @Override
        public void done(Pushed pushed) {
            // told at the end
        }
    }

    /// Gives the client an image as an archive, where it wants one.
    private void archives(BuildRequest request, Image image, List<ImageReference> names)
            throws IOException, InterruptedException {
        var outputs = request.outputs();
        for (int number = 0; number < outputs.size(); number++) {
            if (!ARCHIVES.contains(outputs.get(number).type())) continue;
            var which =
                    names.isEmpty()
                            ? List.of(image.id().toString())
                            : names.stream().map(ImageReference::familiar).toList();
            try (var out = request.surroundings().client().result(number)) {
                rooms.images().save(which, out);
            }
        }
    }

    @Override
    public List<Cached> cached(Filters filters) throws IOException {
        var choice = new CacheFilters(filters, clock.instant());
        return kept.list().stream().filter(choice::matches).toList();
    }

    @Override
    public Pruned prune(Prune which) throws IOException {
        var choice = new CacheFilters(which.filters(), clock.instant());
        // Who names them means them.
        boolean all = which.all() || which.filters().keys().stream().anyMatch(NAMING::contains);
        var gone = kept.prune(choice::matches, which.room(), all);
        return new Pruned(gone.ids(), rooms.images().sweep(use) + gone.directories());
    }
}
