package dev.caisson.event;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// [EventBus] over a ledger on disk.
public final class LedgerEventBus implements EventBus, AutoCloseable {
    private static final long FILE_BYTES = 4L << 20;
    private static final int FILES = 2;
    private static final int LONGEST_ACTION = 4096;

    private final EventLedger ledger;
    private final InstantSource clock;
    private final ReentrantLock order = new ReentrantLock();
    private final Set<LedgerSubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private volatile long last;
    private Instant lastTime;

    private LedgerEventBus(EventLedger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
        last = ledger.newest().map(Event::sequence).orElse(0L);
        lastTime = ledger.newest().map(Event::time).orElse(Instant.EPOCH);
    }

    /// Opens the ledger, which keeps between 4 and 8 MiB of events, and starts its thread.
    ///
    /// @param directory `events/` of the data root; made when missing
    /// @throws dev.caisson.fault.Internal `EVENTS_UNREADABLE`
    public static LedgerEventBus open(Path directory, InstantSource clock) {
        return open(directory, clock, FILE_BYTES);
    }

    static LedgerEventBus open(Path directory, InstantSource clock, long fileBytes) {
        var files = new LedgerFiles(directory, fileBytes, FILES);
        return new LedgerEventBus(EventLedger.open(directory, files), clock);
    }

    @Override
    public Event publish(
            EventType type, String action, String actorId, Map<String, String> attributes) {
        var cut = action.length() > LONGEST_ACTION ? action.substring(0, LONGEST_ACTION) : action;
        order.lock();
        try {
            var now = clock.instant();
            lastTime = now.isAfter(lastTime) ? now : lastTime.plusNanos(1);
            var event = new Event(last + 1, lastTime, type, cut, actorId, attributes);
            ledger.offer(event);
            for (var subscription : subscriptions) subscription.offer(event);
            last = event.sequence();
            return event;
        } finally {
            order.unlock();
        }
    }

    @Override
    public long lastSequence() {
        return last;
    }

    @Override
    public int subscribers() {
        return subscriptions.size();
    }

    @Override
    public EventSubscription subscribe(
            EventFilter filter, @Nullable Instant since, @Nullable Instant until) {
        var wanted = new LedgerSubscription.Wanted(filter, since, until);
        order.lock();
        try {
            var subscription = new LedgerSubscription(this, wanted, last);
            subscriptions.add(subscription);
            return subscription;
        } finally {
            order.unlock();
        }
    }

    /// Ends every subscription, writes and syncs what was published.
    @Override
    public void close() {
        subscriptions.forEach(LedgerSubscription::close);
        ledger.close();
    }

    void remove(LedgerSubscription subscription) {
        subscriptions.remove(subscription);
    }

    Replay replay(long from, long upTo) throws InterruptedException {
        return ledger.replay(from, upTo);
    }

    InstantSource clock() {
        return clock;
    }
}
