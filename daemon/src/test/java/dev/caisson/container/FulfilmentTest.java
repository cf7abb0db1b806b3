package dev.caisson.container;

import static dev.caisson.container.Fulfilment.DONE;
import static dev.caisson.container.Fulfilment.NEVER;
import static dev.caisson.container.Fulfilment.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.container.ContainerState.Created;
import dev.caisson.container.ContainerState.Dead;
import dev.caisson.container.ContainerState.Exited;
import dev.caisson.container.ContainerState.Paused;
import dev.caisson.container.ContainerState.Removing;
import dev.caisson.container.ContainerState.Restarting;
import dev.caisson.container.ContainerState.Running;
import dev.caisson.container.HealthRecord.Status;
import dev.caisson.container.plan.Dependency.Condition;
import dev.caisson.fault.FaultCode;
import dev.caisson.sys.ProcessId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a container can be, and what that is worth to those who depend on it.
class FulfilmentTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final RunOutcome GOOD = new RunOutcome(0, false, NOW, NOW, null, "");
    private static final RunOutcome BAD = new RunOutcome(1, false, NOW, NOW, null, "");
    private static final RunOutcome NOT_BEGUN = new RunOutcome(127, false, null, NOW, null, "");
    private static final StartError FAILURE =
            new StartError(FaultCode.CONTAINER_NOT_RUNNING, List.of("x"), 127);
    private static final Running RUNNING =
            new Running(new ProcessId(2, 3, "b"), new ProcessId(3, 4, "b"), NOW, null);

    /// In this order everywhere below.
    private static final List<ContainerState> STATES =
            List.of(
                    new Created(null),
                    new Created(FAILURE),
                    RUNNING,
                    new Paused(RUNNING),
                    new Restarting(BAD),
                    new Exited(GOOD),
                    new Exited(BAD),
                    new Exited(NOT_BEGUN),
                    new Removing(GOOD),
                    new Dead(GOOD));

    @Test
    void started_is_what_ran_even_when_it_has_ended_since() {
        assertThat(all(Condition.STARTED, null))
                .containsExactly(OPEN, NEVER, DONE, DONE, DONE, DONE, DONE, NEVER, NEVER, NEVER);
    }

    @Test
    void healthy_without_a_check_is_what_runs() {
        assertThat(all(Condition.HEALTHY, null))
                .containsExactly(OPEN, NEVER, DONE, DONE, OPEN, NEVER, NEVER, NEVER, NEVER, NEVER);
    }

    @Test
    void completed_is_what_ended_well_even_when_it_is_removed_after() {
        assertThat(all(Condition.COMPLETED, null))
                .containsExactly(OPEN, NEVER, OPEN, OPEN, OPEN, DONE, NEVER, NEVER, DONE, NEVER);
    }

    @Test
    void health_counts_for_the_run_it_was_found_in() {
        assertThat(healthy(Status.STARTING, NOW)).isEqualTo(OPEN);
        assertThat(healthy(Status.HEALTHY, NOW)).isEqualTo(DONE);
        assertThat(healthy(Status.UNHEALTHY, NOW)).isEqualTo(NEVER);
        assertThat(healthy(Status.HEALTHY, NOW.minusSeconds(1))).isEqualTo(OPEN);
        assertThat(healthy(Status.UNHEALTHY, NOW.minusSeconds(1))).isEqualTo(OPEN);
    }

    @Test
    void one_that_waits_for_its_first_connection_is_there() {
        for (var condition : List.of(Condition.STARTED, Condition.HEALTHY)) {
            assertThat(Fulfilment.of(condition, new Created(null), true, null)).isEqualTo(DONE);
        }
    }

    private static List<Fulfilment> all(Condition condition, @Nullable HealthRecord health) {
        return STATES.stream()
                .map(state -> Fulfilment.of(condition, state, false, health))
                .toList();
    }

    private static Fulfilment healthy(Status status, Instant run) {
        return Fulfilment.of(
                Condition.HEALTHY, RUNNING, false, new HealthRecord(run, status, 0, List.of()));
    }
}
