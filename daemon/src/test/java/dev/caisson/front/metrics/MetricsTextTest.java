package dev.caisson.front.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.container.view.CountersView;
import dev.caisson.container.view.CountersView.Action;
import dev.caisson.engine.Daemon;
import dev.caisson.image.registry.RegistrySettings;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The text Prometheus reads. The names were taken from a dockerd 28.
class MetricsTextTest {
    @Test
    void the_names_are_dockerds() {
        var below = Collections.nCopies(Action.BOUNDS.size(), 2L);
        var counters = new CountersView(List.of(new Action("start", below, 3, 1.5)), 7, 1);

        var lines = MetricsText.of(version(), info(), counters, new MetricsText.Events(42, 2));

        assertThat(lines.lines())
                .contains(
                        "# TYPE engine_daemon_container_actions_seconds histogram",
                        "engine_daemon_container_actions_seconds_bucket{action=\"start\",le=\"0.005\"}"
                                + " 2",
                        "engine_daemon_container_actions_seconds_bucket{action=\"start\",le=\"1\"}"
                                + " 2",
                        "engine_daemon_container_actions_seconds_bucket{action=\"start\",le=\"+Inf\"}"
                                + " 3",
                        "engine_daemon_container_actions_seconds_sum{action=\"start\"} 1.5",
                        "engine_daemon_container_states_containers{state=\"running\"} 4",
                        "engine_daemon_engine_cpus_cpus 2",
                        "engine_daemon_events_total 42",
                        "engine_daemon_events_subscribers_total 2",
                        "engine_daemon_health_checks_total 7",
                        "engine_daemon_health_checks_failed_total 1");
        assertThat(lines).contains("os=\"a \\\"b\\\"\"");
    }

    private static Daemon.DaemonVersion version() {
        return new Daemon.DaemonVersion("1", "1.51", "1.24", "", "25", "linux", "amd64", "6", "");
    }

    private static Daemon.DaemonInfo info() {
        return new Daemon.DaemonInfo(
                "id",
                new Daemon.Counts(9, 4, 2, 3, 1),
                new Daemon.Host("h", "a \"b\"", "", "6", "x86_64", 2, 1, Instant.EPOCH, 1, 1, true),
                new Daemon.Cgroups("2", "cgroupfs", Map.of()),
                new Daemon.Paths("", ""),
                new Daemon.Settings(
                        false, "local", List.of(), List.of(), true, RegistrySettings.defaults()),
                List.of(),
                List.of());
    }
}
