package dev.caisson.container.view;

import java.time.Instant;
import java.util.List;

/// What the health checks found.
///
/// @param status `starting`, `healthy` or `unhealthy`
/// @param log the last five, oldest first
public record HealthView(String status, int failingStreak, List<Probe> log) {
    public HealthView {
        log = List.copyOf(log);
    }

    public record Probe(Instant start, Instant end, int exitCode, String output) {}
}
