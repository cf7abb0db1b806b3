package dev.caisson.container;

import dev.caisson.event.EventBus;
import dev.caisson.event.EventType;
import java.util.HashMap;
import java.util.Map;

/// Tells what happens to containers, with Docker's attributes: labels, image, name.
final class ContainerEvents {
    private final EventBus bus;

    ContainerEvents(EventBus bus) {
        this.bus = bus;
    }

    void publish(Snapshot container, String action) {
        publish(container, action, Map.of());
    }

    void publish(Snapshot container, String action, Map<String, String> more) {
        var spec = container.definition().spec();
        var attributes = new HashMap<>(spec.identity().labels());
        attributes.put("image", spec.identity().image());
        attributes.put("name", container.name().value());
        attributes.putAll(more);
        bus.publish(EventType.CONTAINER, action, container.id().value(), attributes);
    }
}
