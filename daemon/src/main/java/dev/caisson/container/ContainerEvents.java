package dev.caisson.container;

import dev.caisson.container.plan.MountPoint;
import dev.caisson.event.EventBus;
import dev.caisson.event.EventType;
import dev.caisson.net.Networks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells what happens to containers, with Docker's attributes: labels, image, name.
final class ContainerEvents {
    private final EventBus bus;
    private final Networks networks;

    ContainerEvents(EventBus bus, Networks networks) {
        this.bus = bus;
        this.networks = networks;
    }

    void publish(Snapshot container, String action) {
        publish(container, action, Map.of());
    }

    void killed(Snapshot container, int signal) {
        publish(container, "kill", Map.of("signal", Integer.toString(signal)));
    }

    /// Before the start: what it is attached to that no other room tells of.
    void attached(Snapshot container) {
        for (var point : volumes(container)) {
            publish(
                    EventType.VOLUME,
                    "mount",
                    point.name(),
                    Map.of(
                            "container", container.id().value(),
                            "destination", point.destination(),
                            "driver", "local",
                            "propagation", "",
                            "read/write", Boolean.toString(point.access().writable())));
        }
        network(container, "connect");
    }

    private void detached(Snapshot container) {
        network(container, "disconnect");
        for (var point : volumes(container)) {
            var attributes = Map.of("container", container.id().value(), "driver", "local");
            publish(EventType.VOLUME, "unmount", point.name(), attributes);
        }
    }

    private static List<MountPoint> volumes(Snapshot container) {
        return container.definition().mounts().stream()
                .filter(point -> point.kind() == MountPoint.Kind.VOLUME)
                .toList();
    }

    /// The networks `none` and `host`, which have no endpoints.
    private void network(Snapshot container, String action) {
        var mode = container.definition().spec().isolation().namespaces().network();
        if (!mode.equals("none") && !mode.equals("host")) return;
        var network = networks.find(mode);
        publish(
                EventType.NETWORK,
                action,
                network.id(),
                Map.of(
                        "container", container.id().value(),
                        "name", mode,
                        "type", network.driver().word()));
    }

    private void publish(
            EventType type, String action, String actor, Map<String, String> attributes) {
        bus.publish(type, action, actor, attributes);
    }

    void ended(Snapshot container, RunOutcome outcome) {
        var attributes =
                Map.of(
                        "exitCode", Integer.toString(outcome.exitCode()),
                        "execDuration", Long.toString(outcome.duration().toSeconds()));
        detached(container);
        publish(container, "die", attributes);
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
