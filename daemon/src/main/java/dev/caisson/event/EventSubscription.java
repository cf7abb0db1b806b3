package dev.caisson.event;

import java.time.Instant;
import java.util.Optional;

/// One client's view of the events: first what the ledger has, then what happens.
///
/// Used by one (virtual) thread, except [#close], which any thread may call. A subscriber that does
/// not ask for a long time costs a bounded queue and is served from the ledger when it comes back.
public interface EventSubscription extends AutoCloseable {
    /// What a subscriber is given.
    sealed interface Delivery {
        /// An event that passed the filter.
        record Happened(Event event) implements Delivery {}

        /// The ledger has forgotten events this subscriber had not seen.
        ///
        /// @param events how many, before the filter
        record Lost(long events) implements Delivery {}
    }

    /// Waits for the next.
    ///
    /// @return empty when nothing more will come: the time asked for has passed, or it was closed
    Optional<Delivery> next() throws InterruptedException;

    /// The time until which events are delivered, if the subscriber set one.
    Optional<Instant> until();

    @Override
    void close();
}
