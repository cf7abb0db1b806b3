package dev.caisson.event;

import java.time.Instant;
import java.util.Map;

/// One thing that happened. The scope is always `local`.
///
/// @param sequence 1 for the first event of this data root, one more for each
/// @param time no two events of a data root have the same, and later events have later times, so it
/// serves as a cursor
/// @param action Docker's word, with what belongs to it: `start`, `health_status: healthy`,
/// `exec_create: sh -c date`
/// @param actorId the full id or name of what it happened to
/// @param attributes what is known about the actor: `name`, `image`, `exitCode`, its labels
public record Event(
        long sequence,
        Instant time,
        EventType type,
        String action,
        String actorId,
        Map<String, String> attributes) {
    public Event {
        attributes = Map.copyOf(attributes);
    }
}
