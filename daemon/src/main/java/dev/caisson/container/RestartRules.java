package dev.caisson.container;

import dev.caisson.container.request.RestartPolicy;
import java.time.Duration;
import java.util.Optional;

/// When a container that ended is started again, and how long to wait before. Source: moby
/// restartmanager: 100 ms, doubled with each restart up to a minute, from the beginning again after
/// a run of ten seconds.
final class RestartRules {
    static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration STEADY = Duration.ofSeconds(10);

    private RestartRules() {}

    /// @param previous the wait before the run that ended; zero for none
    /// @return the wait before the next start; empty when there is none
    static Optional<Duration> afterEnd(
            RestartPolicy policy, RunOutcome end, Snapshot.History history, Duration previous) {
        if (history.stoppedByUser() || !wanted(policy, end, history.restarts())) {
            return Optional.empty();
        }
        boolean fresh = previous.isZero() || end.duration().compareTo(STEADY) >= 0;
        var wait = fresh ? FIRST : previous.multipliedBy(2);
        return Optional.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    private static boolean wanted(RestartPolicy policy, RunOutcome end, int restarts) {
        return switch (policy.mode()) {
            case NO -> false;
            case ALWAYS, UNLESS_STOPPED -> true;
            case ON_FAILURE ->
                    end.exitCode() != 0
                            && (policy.maximumRetries() == 0 || restarts < policy.maximumRetries());
        };
    }

    /// Whether a container that does not run is started when the daemon starts.
    ///
    /// @param ranBefore whether it ran, or was about to, when the daemon ended
    static boolean atBoot(RestartPolicy policy, Snapshot.History history, boolean ranBefore) {
        return switch (policy.mode()) {
            case NO -> false;
            case ALWAYS -> true;
            case UNLESS_STOPPED -> !history.stoppedByUser();
            case ON_FAILURE -> ranBefore && !history.stoppedByUser();
        };
    }

    static boolean startsAtBoot(Snapshot container) {
        var policy = container.definition().spec().lifecycle().restart();
        return container.state() instanceof ContainerState.Restarting
                || container.state() instanceof ContainerState.Exited
                        && atBoot(policy, container.history(), false);
    }

    /// Removes itself, and had no daemon to do it.
    static boolean removesAtBoot(Snapshot container) {
        return container.state() instanceof ContainerState.Exited
                && container.definition().spec().lifecycle().autoRemove();
    }
}
