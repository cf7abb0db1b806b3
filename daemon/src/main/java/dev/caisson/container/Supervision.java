package dev.caisson.container;

import dev.caisson.value.Scheduler;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an actor remembers between the end of a run and the next start; owned by its mailbox.
final class Supervision {
    /// Before the current run; zero when a user started it.
    private Duration lastWait = Duration.ZERO;

    private boolean restartAsked;
    private Scheduler.@Nullable Task planned;

    /// How long after the end of a run the next one begins by itself.
    ///
    /// @param ended with the history of which that run is part
    Optional<Duration> waitAfter(Snapshot ended, RunOutcome outcome) {
        var policy = ended.definition().spec().lifecycle().restart();
        return RestartRules.afterEnd(policy, outcome, ended.history(), lastWait);
    }

    /// @param asked true when a user will start it again as soon as it has ended
    void restartAsked(boolean asked) {
        restartAsked = asked;
    }

    boolean takeRestartAsked() {
        boolean asked = restartAsked;
        restartAsked = false;
        return asked;
    }

    void plan(Scheduler scheduler, Duration wait, Runnable start) {
        lastWait = wait;
        planned = scheduler.after(wait, start);
    }

    /// A user decides: no planned start, and the waits begin anew.
    void cancel() {
        lastWait = Duration.ZERO;
        if (planned != null) planned.cancel();
        planned = null;
    }
}
