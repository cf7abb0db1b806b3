/// What happened, for whoever wants to know: the event records, the bus that spreads them and the
/// ledger that keeps them.
///
/// [EventBus#publish] numbers an event, gives it a time no other event has, and returns; it never
/// waits for a disk or a subscriber. One thread appends the events to the `EventLedger`, a bounded
/// pair of files with one JSON object a line, synced in batches. A subscriber is a place in the
/// ledger plus a short queue of what came since: one that is too slow for the queue goes on from
/// the ledger, and only when the ledger has forgotten too is it told how many events it lost. So
/// replay and live events join without gap or double, whatever the speed.
@NullMarked
package dev.caisson.event;

import org.jspecify.annotations.NullMarked;
