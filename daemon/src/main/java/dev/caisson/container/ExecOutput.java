package dev.caisson.container;

import dev.caisson.stdio.OutputReading;
import dev.caisson.stdio.OutputSink;
import dev.caisson.stdio.StreamKind;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The output of an exec session, for its client.
///
/// 1. It is over only when the exit code is known: clients ask for the code as soon as the output
///    ends, and take a missing one for 0.
/// 2. When the client leaves before, the output is read on and dropped, so that the process goes on
///    as it would with Docker instead of waiting for a reader that never comes.
final class ExecOutput implements OutputReading {
    private static final Logger LOG = LoggerFactory.getLogger(ExecOutput.class);

    private final ExecSession session;
    private final Supplier<OutputReading> pipes;
    private final OutputReading first;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    /// @param pipes makes readings of what the session writes; one at a time is used
    ExecOutput(ExecSession session, Supplier<OutputReading> pipes) {
        this.session = session;
        this.pipes = pipes;
        first = pipes.get();
    }

    @Override
    public End pump(OutputSink sink) throws InterruptedException {
        if (!begun.compareAndSet(false, true)) return End.CLOSED;
        var end = End.CLOSED;
        try {
            end = first.pump(sink);
            return end == End.COMPLETE && !awaitCode() ? End.CLOSED : end;
        } finally {
            if (end == End.COMPLETE) session.unread();
            else drain();
        }
    }

    @Override
    public void close() {
        first.close();
        closed.complete(0);
        if (begun.compareAndSet(false, true)) drain();
    }

    /// @return false when this was closed before the code came
    private boolean awaitCode() throws InterruptedException {
        try {
            var _ = CompletableFuture.anyOf(session.exitCode(), closed).get();
            return session.exitCode().isDone();
        } catch (ExecutionException failed) {
            throw new AssertionError("an exit code never fails", failed);
        }
    }

    /// Reads and drops, on a thread of its own, until there is nothing more.
    private void drain() {
        Thread.ofVirtual().name("exec-" + session.id().substring(0, 12)).start(this::drop);
    }

    private void drop() {
        try (var rest = pipes.get()) {
            var _ = rest.pump(new Nowhere());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            LOG.warn("exec={} its output is not read any more", session.id(), failure);
        } finally {
            session.unread();
        }
    }

    private static final class Nowhere implements OutputSink {
        @Override
        public void write(StreamKind stream, ByteBuffer bytes) {}

        @Override
        public void skipped(long bytes) {}
    }
}
