package dev.caisson.engine;

import dev.caisson.container.ContainerRoom;
import dev.caisson.event.EventBus;
import dev.caisson.event.EventType;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.hosted.Arrivals;
import dev.caisson.image.hosted.HostedRepositories;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Serving images to other hosts: the store's work, told as events.
public final class HostingUseCases implements Hosting {
    private final ImageStore store;
    private final ContainerRoom room;
    private final Images images;
    private final EventBus events;
    private final InstantSource clock;

    public HostingUseCases(
            ImageStore store,
            ContainerRoom room,
            Images images,
            EventBus events,
            InstantSource clock) {
        this.store = store;
        this.room = room;
        this.images = images;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public HostedRepositories repositories() {
        return new HostedRepositories(store);
    }

    @Override
    public Arrivals arrivals(String own) {
        return new Arrivals(store, new ImagesInUse(room), own, clock);
    }

    @Override
    public void arrived(Image image, ImageReference name) {
        events.publish(
                EventType.IMAGE, "load", image.id().toString(), Map.of("name", name.familiar()));
    }

    @Override
    public void removed(List<ImageReference> names) {
        for (var name : names) {
            try {
                var _ = images.remove(name.toString(), ImageStore.Removal.FORCED);
            } catch (NotFound alreadyGone) {
                // It went with the one before.
            }
        }
    }
}
