package dev.caisson.engine;

import dev.caisson.build.BaseImages;
import dev.caisson.build.BuildEvent;
import dev.caisson.build.RemoteContent;
import dev.caisson.build.RemoteTarget;
import dev.caisson.event.EventBus;
import dev.caisson.event.EventType;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Platform;
import dev.caisson.image.pull.LayerProgress;
import dev.caisson.image.pull.PullProgress;
import dev.caisson.image.pull.Puller;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.Registries;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The base images of one build, with the client's credentials.
final class BuildImages implements BaseImages {
    private static final Pattern IDENTITY = Pattern.compile("sha256:[0-9a-f]{64}");

    private final ImageStore store;
    private final Registries registries;
    private final Puller puller;
    private final EventBus events;
    private final Function<String, Credentials> credentials;

    /// @param credentials by the name of a registry
    BuildImages(
            ImageStore store,
            Registries registries,
            Puller puller,
            EventBus events,
            Function<String, Credentials> credentials) {
        this.store = store;
        this.registries = registries;
        this.puller = puller;
        this.events = events;
        this.credentials = credentials;
    }

    @Override
    public Image get(
            ImageReference name, Platform platform, boolean refresh, BuildEvent.Listener listener)
            throws InterruptedException {
        if (isIdentity(name)) {
            // No registry knows it, and no other one can be meant.
            return store.find(name.familiar())
                    .orElseThrow(() -> new NotFound(FaultCode.IMAGE_NOT_FOUND, name.familiar()));
        }
        if (!refresh) {
            var here = store.find(name.familiar(), platform);
            if (here.isPresent() && fits(here.get(), platform)) return here.get();
        }
        var lines =
                new PullProgress() {
                    @Override
                    public void begun(ImageReference pulled) {
                        listener.on(
                                new BuildEvent.Pulling(
                                        name.familiar(),
                                        pulled.tagOrDefault().orElse(""),
                                        "Pulling from " + pulled.path(),
                                        0,
                                        0));
                    }

                    @Override
                    public void layer(Digest blob, LayerProgress.LayerStep step) {
                        if (step instanceof LayerProgress.LayerStep.Complete) {
                            listener.on(
                                    new BuildEvent.Pulling(
                                            name.familiar(),
                                            blob.shortForm(),
                                            "Pull complete",
                                            0,
                                            0));
                        }
                    }
                };
        var who = credentials.apply(name.domain());
        var pulled = puller.pull(name, platform, who, lines);
        listener.on(
                new BuildEvent.Pulling(name.familiar(), null, "Digest: " + pulled.digest(), 0, 0));
        return pulled.image();
    }

    /// Whether it is the ID of an image, as a name is read.
    private static boolean isIdentity(ImageReference name) {
        return IDENTITY.matcher(name.familiar()).matches();
    }

    private static boolean fits(Image image, Platform wanted) {
        var own = image.config().platform();
        return own.os().equals(wanted.os())
                && own.architecture().equals(wanted.architecture())
                && (own.variant().isEmpty()
                        || wanted.variant().isEmpty()
                        || own.variant().equals(wanted.variant()));
    }

    @Override
    public void made(Image image, List<ImageReference> names) {
        for (var name : names) {
            events.publish(
                    EventType.IMAGE, "tag", image.id().toString(), Map.of("name", name.familiar()));
        }
    }

    @Override
    public Optional<RemoteContent> here(ImageReference name) {
        return store.find(name.familiar()).map(image -> new StoredImageContent(store, image));
    }

    @Override
    public RemoteContent repository(ImageReference name) throws InterruptedException {
        var who = credentials.apply(name.domain());
        return new RegistryContent(registries.repository(name, who), name);
    }

    @Override
    public RemoteTarget target(ImageReference name) throws InterruptedException {
        var who = credentials.apply(name.domain());
        return new RegistryTarget(registries.pushRepository(name, who), name);
    }
}
