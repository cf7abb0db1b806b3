package dev.caisson.stdio;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// The end of one run of a container, or of one exec session, for those who read its output.
///
/// Made by the owner of the run before anyone attaches; [#reached] is called when the holder has
/// drained the outputs and is gone, so that nothing is written after. A run that never started ends
/// as well.
public final class RunEnd {
    private final Set<Signal> waiting = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> delivered = new CompletableFuture<>();
    private volatile boolean reached;

    /// An end that was reached already: readers deliver what there is.
    public static RunEnd past() {
        var end = new RunEnd();
        end.reached();
        return end;
    }

    /// Lets the readers finish. Idempotent.
    public void reached() {
        reached = true;
        waiting.forEach(Signal::raise);
        tell();
    }

    /// Completes when the end is reached and those who were reading then have delivered all.
    public CompletableFuture<Void> delivered() {
        return delivered.copy();
    }

    public boolean isReached() {
        return reached;
    }

    /// Raises the signal when the end is reached, at once when it was.
    void add(Signal signal) {
        waiting.add(signal);
        if (reached) signal.raise();
    }

    void remove(Signal signal) {
        waiting.remove(signal);
        tell();
    }

    private void tell() {
        if (reached && waiting.isEmpty()) delivered.complete(null);
    }
}
