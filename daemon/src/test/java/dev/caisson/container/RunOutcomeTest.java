package dev.caisson.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunOutcomeTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void an_end_is_never_before_its_start() {
        var quick = new RunOutcome(0, false, NOW, NOW.minusNanos(200), null, "");

        assertThat(quick.finished()).isEqualTo(NOW);
        assertThat(quick.duration()).isZero();
    }

    @Test
    void a_run_lasts_from_its_start_to_its_end() {
        var run = new RunOutcome(0, false, NOW, NOW.plusSeconds(3), null, "");

        assertThat(run.duration()).isEqualTo(Duration.ofSeconds(3));
        assertThat(new RunOutcome(0, false, null, NOW, null, "").duration()).isZero();
    }
}
