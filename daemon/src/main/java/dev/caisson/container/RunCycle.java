package dev.caisson.container;

import dev.caisson.stdio.ContainerInput;
import dev.caisson.stdio.RunEnd;
import java.util.concurrent.CompletableFuture;

/// The run that is, or the next one: what clients that come before its start can already wait for.
///
/// @param input completes at the start; with an input that takes nothing when there is none
/// @param outcome completes at the end, also at that of a start that failed
/// @param end for readers of the output
record RunCycle(
        CompletableFuture<ContainerInput> input,
        CompletableFuture<RunOutcome> outcome,
        RunEnd end) {
    static RunCycle next() {
        return new RunCycle(new CompletableFuture<>(), new CompletableFuture<>(), new RunEnd());
    }

    void finish(RunOutcome how) {
        end.reached();
        input.complete(NoInput.INSTANCE);
        outcome.complete(how);
    }
}
