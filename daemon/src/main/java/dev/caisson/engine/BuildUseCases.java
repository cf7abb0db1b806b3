package dev.caisson.engine;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildRequest;
import dev.caisson.build.BuildResult;
import dev.caisson.build.Builder;
import dev.caisson.build.ContextSource;
import dev.caisson.build.RecipeView;
import dev.caisson.build.cache.BuildCache;
import dev.caisson.build.cache.CacheMounts;
import dev.caisson.build.cache.CacheRecord;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Builds in this engine: steps are its containers, layers are its image store's.
public final class BuildUseCases implements Builds {
    private static final String REGULAR = "regular";
    private static final Set<String> ARCHIVES = Set.of("oci", "docker");
    private static final String MOUNT = "exec.cachemount";
    private static final String CONTEXT = "source.local";

    private final Rooms rooms;
    private final Disk disk;
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

    public BuildUseCases(Rooms rooms, Disk disk, InstantSource clock) {
        this.rooms = rooms;
        this.disk = disk;
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
        if (!disk.cache().expire().isEmpty()) {
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
        var images = new BuildImages(rooms.images(), puller, rooms.events(), credentials);
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
    public List<Cached> cached() throws IOException {
        var all = new ArrayList<Cached>();
        for (var item : disk.cache().list()) all.add(view(item));
        for (var mount : disk.mounts().list()) {
            all.add(
                    new Cached(
                            mount.name(),
                            MOUNT,
                            "cached mount",
                            mount.inUse(),
                            mount.size(),
                            mount.used(),
                            mount.used(),
                            0));
        }
        for (var context : disk.contexts().list()) {
            all.add(
                    new Cached(
                            context.name(),
                            CONTEXT,
                            context.description(),
                            context.inUse(),
                            context.size(),
                            context.made(),
                            context.used(),
                            0));
        }
        return all;
    }

    private static Cached view(CacheRecord item) {
        return new Cached(
                item.id().hex(),
                REGULAR,
                item.text(),
                false,
                item.size(),
                item.made(),
                item.use().last(),
                item.use().count());
    }

    @Override
    public Pruned prune(Prune which) throws IOException {
        var choice = new CacheFilters(which.filters(), clock.instant());
        var gone = new ArrayList<String>();
        for (var item : disk.cache().prune(item -> choice.matches(view(item)), which.keep())) {
            gone.add(item.id().hex());
        }
        long freed = 0;
        for (var one : cached()) {
            if (!choice.matches(one) || !remove(one, which.all())) continue;
            gone.add(one.id());
            freed += one.size();
        }
        return new Pruned(gone, rooms.images().sweep(use) + freed);
    }

    /// @param all also what a command has put by for its next run
    private boolean remove(Cached one, boolean all) throws IOException {
        return switch (one.type()) {
            case MOUNT -> all && disk.mounts().remove(one.id());
            case CONTEXT -> disk.contexts().remove(one.id());
            default -> false;
        };
    }
}
