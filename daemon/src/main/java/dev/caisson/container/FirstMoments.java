package dev.caisson.container;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The time in which a program makes itself ready.
///
/// A container is running some milliseconds before its program has installed its handlers, and
/// until then the kernel drops each signal to it: a stop or a kill just after a start would be
/// lost. So a signal that would be dropped is kept back while the program is young. The kernel
/// tells nobody when a handler is installed, so it is looked at from time to time.
final class FirstMoments {
    private static final Duration YOUTH = Duration.ofSeconds(1);
    private static final long PAUSE_MILLIS = 10;

    private FirstMoments() {}

    /// Returns when the signal would reach the first process, when the container has ended, or
    /// when there is no use in waiting any longer.
    ///
    /// @param longest no longer than this in any case
    static void awaitHandler(ContainerActor actor, int signal, Duration longest, Instant now) {
        var run = actor.run();
        if (run.isEmpty()) return;
        var identity = run.get().identity();
        var left = Duration.between(now, identity.since().plus(YOUTH));
        var most = left.compareTo(longest) < 0 ? left : longest;
        long end = System.nanoTime() + most.toNanos();
        var ended = actor.cycle().outcome();
        while (end - System.nanoTime() > 0
                && FirstProcess.dropsSignal(identity.init().pid(), signal)) {
            try {
                var _ = ended.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException running) {
                // look again
            } catch (ExecutionException broken) {
                return;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
