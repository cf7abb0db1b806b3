package dev.caisson.container;

import dev.caisson.stdio.OutputReading;
import dev.caisson.stdio.OutputSink;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// The output of an exec session, which is over only when its exit code is known: clients ask for
/// the code as soon as the output ends, and take a missing one for 0.
final class ExecOutput implements OutputReading {
    private final OutputReading pipes;
    private final Future<Integer> exitCode;

    ExecOutput(OutputReading pipes, Future<Integer> exitCode) {
        this.pipes = pipes;
        this.exitCode = exitCode;
    }

    @Override
    public End pump(OutputSink sink) throws InterruptedException {
        var end = pipes.pump(sink);
        if (end == End.COMPLETE) awaitCode();
        return end;
    }

    @Override
    public void close() {
        pipes.close();
    }

    private void awaitCode() throws InterruptedException {
        try {
            var _ = exitCode.get();
        } catch (ExecutionException failed) {
            throw new AssertionError("an exit code never fails", failed);
        }
    }
}
