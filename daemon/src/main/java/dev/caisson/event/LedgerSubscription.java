package dev.caisson.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A place in the ledger and a short queue of what came since.
///
/// Events are told apart by their numbers alone: what has a smaller number than the next one wanted
/// was delivered already, and a greater one shows that the queue overflowed, so that the ledger is
/// read up to there. A number the ledger does not have either is lost.
final class LedgerSubscription implements EventSubscription {
    private static final int QUEUED = 1024;
    private static final Event WAKE =
            new Event(0, Instant.EPOCH, EventType.DAEMON, "", "", Map.of());

    private final LedgerEventBus bus;
    private final Wanted wanted;
    private final ArrayBlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUED);
    private volatile boolean closed;
    private long next;
    private long replayTo;
    private @Nullable Replay replay;

    /// An event of the queue that has to wait for those before it.
    private @Nullable Event held;

    /// Whether gaps are losses: not before the first event that was asked for.
    private boolean begun;

    record Wanted(EventFilter filter, @Nullable Instant since, @Nullable Instant until) {
        boolean isTooEarly(Event event) {
            return since != null && event.time().isBefore(since);
        }

        boolean isTooLate(Event event) {
            return until != null && event.time().isAfter(until);
        }
    }

    /// @param last the newest event when this was added to the bus
    LedgerSubscription(LedgerEventBus bus, Wanted wanted, long last) {
        this.bus = bus;
        this.wanted = wanted;
        begun = wanted.since() == null;
        next = begun ? last + 1 : 1;
        replayTo = last;
    }

    /// Never blocks; what does not fit is found in the ledger later.
    void offer(Event event) {
        boolean _ = queue.offer(event);
    }

    @Override
    public Optional<Instant> until() {
        return Optional.ofNullable(wanted.until());
    }

    @Override
    public Optional<Delivery> next() throws InterruptedException {
        while (!closed) {
            long lost = 0;
            Event event = null;
            if (held != null && held.sequence() == next) {
                event = held;
                held = null;
            } else if (next <= replayTo) {
                event = fromLedger();
                long reached = event == null ? replayTo + 1 : event.sequence();
                lost = reached - next;
                next = reached;
            } else {
                event = fromQueue();
            }
            if (lost > 0 && begun) {
                endReplay();
                return Optional.of(new Delivery.Lost(lost));
            }
            if (event == null) continue;
            if (wanted.isTooLate(event)) break;
            next = event.sequence() + 1;
            if (wanted.isTooEarly(event)) continue;
            begun = true;
            if (wanted.filter().test(event)) return Optional.of(new Delivery.Happened(event));
        }
        endReplay();
        close();
        return Optional.empty();
    }

    /// The first there is of the numbers `next` to `replayTo`; null when there is none.
    private @Nullable Event fromLedger() throws InterruptedException {
        var reading = replay;
        if (reading == null) {
            reading = bus.replay(next, replayTo);
            replay = reading;
        }
        var found = reading.next();
        if (found.isPresent() && found.get().sequence() <= replayTo) return found.get();
        endReplay();
        return null;
    }

    /// @return null when the ledger has to be asked first, or the waiting was in vain
    private @Nullable Event fromQueue() throws InterruptedException {
        endReplay();
        // Read before the poll: an event with a number up to this was put into the queue before.
        long last = bus.lastSequence();
        var event = queue.poll();
        if (event == null) {
            if (last >= next) {
                replayTo = last;
                return null;
            }
            event = await();
        }
        if (event == null || event.sequence() < next) return null;
        if (event.sequence() == next) return event;
        held = event;
        replayTo = event.sequence() - 1;
        return null;
    }

    private @Nullable Event await() throws InterruptedException {
        var until = wanted.until();
        if (until == null) return queue.take();
        var left = Duration.between(bus.clock().instant(), until);
        var event = left.isPositive() ? queue.poll(left.toNanos(), TimeUnit.NANOSECONDS) : null;
        if (event == null) closed = true;
        return event;
    }

    private void endReplay() {
        if (replay != null) replay.close();
        replay = null;
    }

    @Override
    public void close() {
        closed = true;
        bus.remove(this);
        boolean _ = queue.offer(WAKE);
    }
}
