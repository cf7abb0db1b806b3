package dev.caisson.engine;

import dev.caisson.container.ContainerRoom;
import dev.caisson.event.EventBus;
import dev.caisson.event.EventType;
import dev.caisson.image.Image;
import dev.caisson.image.ImageChange;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageManifest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.Platform;
import dev.caisson.image.pull.PullProgress;
import dev.caisson.image.pull.Pulled;
import dev.caisson.image.pull.Puller;
import dev.caisson.image.pull.RemoteImage;
import dev.caisson.image.push.PushProgress;
import dev.caisson.image.push.Pushed;
import dev.caisson.image.push.Pusher;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.FoundRepository;
import dev.caisson.image.registry.Registries;
import dev.caisson.image.registry.RegistryHost;
import dev.caisson.image.registry.Search;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one can do with images: the store's work, told as events, with the containers in mind.
public final class ImageUseCases implements Images {
    private final ImageStore store;
    private final EventBus events;
    private final ContainerRoom room;
    private final ImageUse use;
    private final Registries registries;
    private final Puller puller;
    private final Pusher pusher;

    public ImageUseCases(
            ImageStore store, Registries registries, ContainerRoom room, EventBus events) {
        this.store = store;
        this.registries = registries;
        this.events = events;
        this.room = room;
        use = new ImagesInUse(room);
        puller = new Puller(registries, store, use);
        pusher = new Pusher(registries, store);
    }

    @Override
    public List<Listed> list(ImageFilters filters) {
        return store.list(filters).stream().map(image -> new Listed(image, users(image))).toList();
    }

    private List<String> users(Image image) {
        var users = new ArrayList<String>();
        for (var id : ids(image)) users.addAll(users(id));
        return users;
    }

    @Override
    public List<String> users(ImageId image) {
        return use.usersOf(image).stream().map(ImageUse.User::containerId).toList();
    }

    // Of all platforms.
    private Set<ImageId> ids(Image image) {
        var ids = new LinkedHashSet<ImageId>();
        ids.add(image.id());
        if (!image.isOfIndex()) return ids;
        for (var one : store.manifests(image)) {
            var made = one.image();
            if (made != null) ids.add(made.id());
        }
        return ids;
    }

    @Override
    public Image inspect(String nameOrId, @Nullable Platform platform) {
        return store.resolve(nameOrId, platform);
    }

    @Override
    public List<ImageManifest> manifests(Image image) {
        return store.manifests(image);
    }

    @Override
    public Image importTar(Import request, InputStream tar) throws IOException {
        var image = new ImportedImage(store, use).of(request, tar);
        var name = request.name();
        tell("import", image.id(), name == null ? image.id().toString() : name.familiar());
        return image;
    }

    @Override
    public List<ImageStore.HistoryLine> history(String nameOrId, @Nullable Platform platform) {
        return store.history(nameOrId, platform);
    }

    @Override
    public List<ImageStore.Loaded> load(
            InputStream archive, @Nullable Platform platform, ImageStore.LoadProgress progress)
            throws IOException {
        var loaded = store.load(archive, platform, progress);
        for (var one : loaded) {
            if (one.names().isEmpty()) tell("load", one.image().id(), one.image().id().toString());
            for (var name : one.names()) tell("load", one.image().id(), name.familiar());
        }
        return loaded;
    }

    @Override
    public void save(List<String> namesOrIds, @Nullable Platform platform, OutputStream out)
            throws IOException {
        store.save(namesOrIds, platform, out);
        for (var name : namesOrIds) {
            store.find(name).ifPresent(image -> tell("save", image.id(), name));
        }
    }

    @Override
    public void tag(String source, ImageReference target) {
        var image = store.tag(source, target);
        tell("tag", image.id(), target.familiar());
    }

    @Override
    public Image commit(Commit request) throws IOException {
        var image = new ContainerCommit(store).of(room.resolve(request.container()), request);
        var name = request.name();
        tell("create", image.id(), image.id().toString());
        if (name != null) tell("tag", image.id(), name.familiar());
        return image;
    }

    @Override
    public List<ImageChange> remove(
            String nameOrId, List<Platform> platforms, ImageStore.Removal how) {
        var changes =
                platforms.isEmpty()
                        ? store.remove(nameOrId, how, use)
                        : store.remove(nameOrId, platforms, how, use);
        changes.forEach(this::tell);
        return changes;
    }

    @Override
    public ImageStore.Pruned prune(ImageFilters filters) {
        var pruned = store.prune(filters, use);
        pruned.changes().forEach(this::tell);
        events.publish(
                EventType.IMAGE,
                "prune",
                "",
                Map.of("reclaimed", Long.toString(pruned.reclaimed())));
        return pruned;
    }

    @Override
    public Pulled pull(PullRequest request, PullProgress progress) throws InterruptedException {
        var pulled =
                puller.pull(request.name(), request.platform(), request.credentials(), progress);
        publish("pull", request.name());
        return pulled;
    }

    @Override
    public List<ImageReference> tags(ImageReference repository, Credentials credentials)
            throws InterruptedException {
        return registries.repository(repository, credentials).tags().stream()
                .map(repository::withTag)
                .toList();
    }

    @Override
    public List<Pushed> push(PushRequest request, PushProgress progress)
            throws InterruptedException {
        var pushed =
                pusher.push(request.name(), request.platform(), request.credentials(), progress);
        for (var one : pushed) publish("push", one.name());
        return pushed;
    }

    // Docker names the image as it was asked for, not by its ID, in these two.
    private void publish(String action, ImageReference name) {
        events.publish(
                EventType.IMAGE, action, name.familiar(), Map.of("name", name.familiarName()));
    }

    @Override
    public RemoteImage look(ImageReference name, Credentials credentials)
            throws InterruptedException {
        return puller.look(name, credentials);
    }

    @Override
    public List<FoundRepository> search(Search search, int limit, Credentials credentials)
            throws InterruptedException {
        return registries.search(search, limit, credentials);
    }

    @Override
    public String login(String registry, Credentials credentials) throws InterruptedException {
        return registries.login(RegistryHost.parse(registry), credentials);
    }

    private void tell(ImageChange change) {
        switch (change) {
            case ImageChange.Untagged(var image, _) -> tell("untag", image, image.toString());
            case ImageChange.Deleted(var image) -> tell("delete", image, image.toString());
        }
    }

    private void tell(String action, ImageId image, String name) {
        events.publish(EventType.IMAGE, action, image.toString(), Map.of("name", name));
    }
}
