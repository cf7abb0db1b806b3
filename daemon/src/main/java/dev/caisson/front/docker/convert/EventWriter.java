package dev.caisson.front.docker.convert;

import dev.caisson.event.Event;
import dev.caisson.event.EventType;
import dev.caisson.wire.EventMessage;

/// Writes events, with the members old clients read.
public final class EventWriter {
    private EventWriter() {}

    public static EventMessage write(Event event) {
        boolean container = event.type() == EventType.CONTAINER;
        boolean old = container || event.type() == EventType.IMAGE;
        var time = event.time();
        return new EventMessage(
                old ? event.action() : null,
                old ? event.actorId() : null,
                container ? event.attributes().get("image") : null,
                event.type().word(),
                event.action(),
                new EventMessage.Actor(event.actorId(), Absent.sorted(event.attributes())),
                "local",
                time.getEpochSecond(),
                time.getEpochSecond() * 1_000_000_000L + time.getNano());
    }
}
