package dev.caisson.container;

import dev.caisson.container.request.ExecSpec;
import dev.caisson.container.view.HealthView.Probe;
import dev.caisson.fault.Fault;
import dev.caisson.stdio.OutputSink;
import dev.caisson.stdio.StreamKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs the command of a health check in a container: an exec session like any other, which ends
/// in time or is killed.
final class HealthProbe {
    private static final int LONGEST_OUTPUT = 4096;
    private static final int FAILED = -1;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Services services;
    private final ContainerActor actor;

    HealthProbe(Services services, ContainerActor actor) {
        this.services = services;
        this.actor = actor;
    }

    Probe run(HealthSettings settings) throws InterruptedException {
        var began = services.clock().instant();
        ExecSession session;
        try {
            var spec = spec(settings.command());
            session =
                    Container.await(
                            actor.whileRunning(
                                    () ->
                                            actor.execs()
                                                    .create(
                                                            actor.snapshot(),
                                                            spec,
                                                            ExecSession.Purpose.CHECK)));
        } catch (Fault refused) {
            return probe(began, FAILED, refused.text());
        }
        try (var streams = new Exec(services, actor, session).start(0, 0)) {
            var output = new Output();
            var done = new CountDownLatch(1);
            Thread.ofVirtual()
                    .name("health-" + actor.id().shortForm())
                    .start(() -> read(streams, output, done));
            int code = code(session, settings.timeout());
            var _ = done.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
            if (code != FAILED) return probe(began, code, output.text());
            var late = "Health check exceeded timeout (" + shown(settings.timeout()) + ")";
            return probe(
                    began, FAILED, output.text().isEmpty() ? late : late + ": " + output.text());
        } catch (Fault failure) {
            return probe(began, FAILED, failure.text());
        } finally {
            actor.execs().forget(session);
        }
    }

    private static void read(Exec.Streams streams, Output output, CountDownLatch done) {
        try {
            var _ = streams.output().pump(output);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            done.countDown();
        }
    }

    /// @return [#FAILED] when it had to be killed
    private int code(ExecSession session, Duration timeout) throws InterruptedException {
        try {
            return session.exitCode().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            session.kill(services.kernel().syscalls());
            return FAILED;
        } catch (ExecutionException failed) {
            throw new AssertionError("an exit code never fails", failed);
        }
    }

    private Probe probe(Instant began, int code, String output) {
        return new Probe(began, services.clock().instant(), code, output);
    }

    private static ExecSpec spec(List<String> command) {
        var streams = new ExecSpec.ExecStreams(false, false, true, true, 0, 0);
        return new ExecSpec(command, List.of(), "", "", false, streams, "");
    }

    /// As Go writes durations that are whole seconds or milliseconds.
    private static String shown(Duration time) {
        if (time.toMillis() % 1000 != 0) return time.toMillis() + "ms";
        long seconds = time.toSeconds();
        if (seconds < 60) return seconds + "s";
        if (seconds < 3600) return seconds / 60 + "m" + seconds % 60 + "s";
        return seconds / 3600 + "h" + seconds / 60 % 60 + "m" + seconds % 60 + "s";
    }

    /// The beginning of what it writes; the rest is read and dropped, or it would wait for ever.
    private static final class Output implements OutputSink {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private boolean cut;

        @Override
        public synchronized void write(StreamKind stream, ByteBuffer bytes) {
            int count = Math.min(bytes.remaining(), LONGEST_OUTPUT - kept.size());
            kept.write(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
            cut |= count < bytes.remaining();
            bytes.position(bytes.limit());
        }

        synchronized String text() {
            var text = kept.toString(StandardCharsets.UTF_8);
            return cut ? text + "..." : text;
        }
    }
}
