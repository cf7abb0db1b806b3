package dev.caisson.container;

import dev.caisson.container.view.CountersView;
import dev.caisson.container.view.CountersView.Action;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;

/// Counts what containers do, for those who watch the daemon. For any number of threads.
final class Counters {
    private static final double NANOS = 1e9;

    private final Map<Kind, Histogram> actions = new EnumMap<>(Kind.class);
    private final AtomicLong checks = new AtomicLong();
    private final AtomicLong failedChecks = new AtomicLong();

    /// The actions dockerd measures.
    enum Kind {
        CREATE,
        DELETE,
        START
    }

    private static final class Histogram {
        private final AtomicLongArray below = new AtomicLongArray(Action.BOUNDS.size());
        private final AtomicLong count = new AtomicLong();
        private final AtomicLong nanos = new AtomicLong();

        void add(long took) {
            for (int i = 0; i < below.length(); i++) {
                if (took <= Action.BOUNDS.get(i) * NANOS) below.incrementAndGet(i);
            }
            nanos.addAndGet(took);
            count.incrementAndGet();
        }

        Action view(String name) {
            var shown = new ArrayList<Long>();
            for (int i = 0; i < below.length(); i++) shown.add(below.get(i));
            return new Action(name, shown, count.get(), nanos.get() / NANOS);
        }
    }

    Counters() {
        for (var kind : Kind.values()) actions.put(kind, new Histogram());
    }

    /// Runs an action; one that fails is not counted.
    <T> T measure(Kind kind, Supplier<T> action) {
        long begin = System.nanoTime();
        var result = action.get();
        var histogram = actions.get(kind);
        if (histogram != null) histogram.add(System.nanoTime() - begin);
        return result;
    }

    /// Runs an action without a result; one that fails is not counted.
    void measure(Kind kind, Runnable action) {
        boolean _ =
                measure(
                        kind,
                        () -> {
                            action.run();
                            return true;
                        });
    }

    void checked(boolean healthy) {
        checks.incrementAndGet();
        if (!healthy) failedChecks.incrementAndGet();
    }

    CountersView view() {
        var shown = new ArrayList<Action>();
        actions.forEach(
                (kind, histogram) ->
                        shown.add(histogram.view(kind.name().toLowerCase(Locale.ROOT))));
        return new CountersView(shown, checks.get(), failedChecks.get());
    }
}
