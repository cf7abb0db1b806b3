package dev.caisson.build.solve;

import dev.caisson.build.BuildEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Puts what happens in stages that are solved at the same time into the order of the Dockerfile:
/// one stage speaks, the later ones are kept until it is their turn.
///
/// A stage that has said too much waits for its turn. That ends: an earlier stage never waits for a
/// later one.
final class EventOrder {
    private static final int KEPT_BYTES = 4 << 20;
    private static final int EVENT_BYTES = 200;

    private final BuildEvent.Listener out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Integer> order = new ArrayDeque<>();
    private final Map<Integer, Kept> waiting = new HashMap<>();

    private static final class Kept {
        private final Deque<BuildEvent> events = new ArrayDeque<>();
        private int bytes;
        private boolean isEnded;
    }

    /// @param stages in their order
    EventOrder(BuildEvent.Listener out, List<Integer> stages) {
        this.out = out;
        order.addAll(stages);
        for (var stage : stages) waiting.put(stage, new Kept());
    }

    BuildEvent.Listener of(int stage) {
        return event -> say(stage, event);
    }

    private void say(int stage, BuildEvent event) {
        lock.lock();
        try {
            if (!out.wantsOrder()) {
                out.on(event);
                return;
            }
            var kept = waiting.get(stage);
            if (kept == null) return;
            while (!isSpeaking(stage) && kept.bytes > KEPT_BYTES) changed.awaitUninterruptibly();
            if (isSpeaking(stage)) {
                out.on(event);
                return;
            }
            kept.events.add(event);
            kept.bytes +=
                    event instanceof BuildEvent.Output output ? output.bytes().length : EVENT_BYTES;
        } finally {
            lock.unlock();
        }
    }

    private boolean isSpeaking(int stage) {
        var first = order.peekFirst();
        return first == null || first == stage;
    }

    /// A stage has said all.
    void end(int stage) {
        lock.lock();
        try {
            var kept = waiting.get(stage);
            if (kept == null) return;
            kept.isEnded = true;
            while (true) {
                var first = order.peekFirst();
                var next = first == null ? null : waiting.get(first);
                if (next == null) break;
                while (!next.events.isEmpty()) out.on(next.events.removeFirst());
                next.bytes = 0;
                if (!next.isEnded) break;
                order.removeFirst();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
