package dev.caisson.container;

import dev.caisson.container.view.HealthView;
import dev.caisson.container.view.HealthView.Probe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the checks of one run have found; kept on disk, so that the next daemon goes on from it.
///
/// @param run when the run began
/// @param streak failures since the last success that count
/// @param log the last five, oldest first
record HealthRecord(Instant run, Status status, int streak, List<Probe> log) {
    private static final int KEPT = 5;

    HealthRecord {
        log = List.copyOf(log);
    }

    enum Status {
        STARTING,
        HEALTHY,
        UNHEALTHY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static HealthRecord starting(Instant run) {
        return new HealthRecord(run, Status.STARTING, 0, List.of());
    }

    /// One check later. Source: moby daemon/health.go, handleProbeResult.
    HealthRecord after(Probe probe, HealthSettings settings) {
        var kept = new ArrayList<>(log.subList(Math.max(0, log.size() - KEPT + 1), log.size()));
        kept.add(probe);
        if (probe.exitCode() == 0) return new HealthRecord(run, Status.HEALTHY, 0, kept);
        int failures = settings.starting(this, probe.start()) ? streak : streak + 1;
        var now = failures >= settings.retries() ? Status.UNHEALTHY : status;
        return new HealthRecord(run, now, failures, kept);
    }

    /// Nobody checks any more. Docker calls that unhealthy.
    HealthRecord ended() {
        return new HealthRecord(run, Status.UNHEALTHY, streak, log);
    }

    HealthView view() {
        return new HealthView(status.word(), streak, log);
    }
}
