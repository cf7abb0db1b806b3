package dev.caisson.build.remote;

import dev.caisson.image.Digest;
import dev.caisson.image.StoredLayer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The steps of one build and what they made. For several threads.
public final class Ledger {
    private final List<Entry> entries = new ArrayList<>();

    /// One step.
    ///
    /// @param stage its number
    /// @param layer null when it changed nothing
    public record Entry(int stage, Digest key, @Nullable StoredLayer layer, Instant created) {}

    public synchronized void add(Entry entry) {
        entries.add(entry);
    }

    /// The steps of some stages, in the order they were done.
    synchronized List<Entry> of(IntPredicate stages) {
        return entries.stream().filter(one -> stages.test(one.stage())).toList();
    }
}
