package dev.caisson.event;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where rooms tell what happened and clients hear of it.
public interface EventBus {
    /// Numbers the event, gives it its time and spreads it. Never blocks, never fails: when the
    /// disk does not keep up the ledger leaves events out, and live subscribers still get them.
    ///
    /// @param action Docker's word, at most 4 KiB; what is longer is cut
    /// @return the event as published
    Event publish(EventType type, String action, String actorId, Map<String, String> attributes);

    /// The newest event's number; 0 when there was none.
    long lastSequence();

    /// How many subscriptions are open.
    int subscribers();

    /// Replays what the ledger has, then delivers what happens.
    ///
    /// @param since events at or after this time are replayed; null for none
    /// @param until nothing later is delivered, and at that time the subscription ends; null for no
    /// end
    EventSubscription subscribe(
            EventFilter filter, @Nullable Instant since, @Nullable Instant until);
}
