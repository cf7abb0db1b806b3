package dev.caisson.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.container.request.ExecSpec;
import dev.caisson.stdio.OutputReading;
import dev.caisson.stdio.OutputSink;
import dev.caisson.stdio.StreamKind;
import dev.caisson.value.ContainerId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ExecOutputTest {
    private static final ExecSpec SPEC =
            new ExecSpec(
                    List.of("true"),
                    List.of(),
                    "",
                    "",
                    false,
                    new ExecSpec.ExecStreams(false, false, true, true, 0, 0),
                    "");

    private final ExecSession session =
            new ExecSession(
                    "0123456789abcdef", ContainerId.random(), SPEC, ExecSession.Purpose.REQUEST);
    private final AtomicInteger readings = new AtomicInteger();
    private final CountDownLatch pumping = new CountDownLatch(1);
    private final CountDownLatch drained = new CountDownLatch(2);

    @Test
    void the_output_is_over_when_the_exit_code_is_known() throws Exception {
        var output = new ExecOutput(session, this::ended);
        var pumped = pump(output);
        session.finish(3);

        assertThat(pumped.get()).isEqualTo(OutputReading.End.COMPLETE);
    }

    @Test
    void a_client_that_leaves_a_silent_process_is_let_go() throws Exception {
        var output = new ExecOutput(session, this::ended);
        var pumped = pump(output);
        pumping.await();

        output.close();

        assertThat(pumped.get()).isEqualTo(OutputReading.End.CLOSED);
    }

    @Test
    void what_a_process_writes_after_its_client_left_is_read_and_dropped() throws Exception {
        var output = new ExecOutput(session, this::ended);

        output.close();
        drained.await();

        assertThat(readings).hasValue(2);
        assertThat(output.pump(new Dropped())).isEqualTo(OutputReading.End.CLOSED);
    }

    private static CompletableFuture<OutputReading.End> pump(OutputReading output) {
        var end = new CompletableFuture<OutputReading.End>();
        var _ =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        end.complete(output.pump(new Dropped()));
                                    } catch (InterruptedException stopped) {
                                        end.completeExceptionally(stopped);
                                    }
                                });
        return end;
    }

    /// Pipes that every writer has closed.
    private OutputReading ended() {
        readings.incrementAndGet();
        drained.countDown();
        return new OutputReading() {
            @Override
            public End pump(OutputSink sink) {
                pumping.countDown();
                return End.COMPLETE;
            }

            @Override
            public void close() {}
        };
    }

    private static final class Dropped implements OutputSink {
        @Override
        public void write(StreamKind stream, ByteBuffer bytes) {}

        @Override
        public void skipped(long bytes) {}
    }
}
