package dev.caisson.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.container.ContainerState.Created;
import dev.caisson.container.ContainerState.Dead;
import dev.caisson.container.ContainerState.Exited;
import dev.caisson.container.ContainerState.Paused;
import dev.caisson.container.ContainerState.Removing;
import dev.caisson.container.ContainerState.Restarting;
import dev.caisson.container.ContainerState.Running;
import dev.caisson.container.Transition.Decision;
import dev.caisson.fault.FaultCode;
import dev.caisson.sys.ProcessId;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The table of commands and states, row by row.
class TransitionTest {
    private static final RunOutcome END =
            new RunOutcome(0, false, Instant.EPOCH, Instant.EPOCH, null, "");
    private static final Running RUNNING =
            new Running(new ProcessId(2, 3, "b"), new ProcessId(3, 4, "b"), Instant.EPOCH, null);

    /// In this order everywhere below.
    private static final List<ContainerState> STATES =
            List.of(
                    new Created(null),
                    RUNNING,
                    new Paused(RUNNING),
                    new Restarting(END),
                    new Exited(END),
                    new Removing(END),
                    new Dead(END));

    private static final Decision GO = new Decision.Proceed();
    private static final Decision THAW = new Decision.ThawFirst();
    private static final Decision CANCEL = new Decision.CancelRestart();

    @Test
    void start_is_for_what_does_not_run() {
        assertThat(decisions(Transition::onStart))
                .containsExactly(
                        GO,
                        refuse(FaultCode.CONTAINER_ALREADY_RUNNING),
                        refuse(FaultCode.CONTAINER_START_PAUSED),
                        GO,
                        GO,
                        refuse(FaultCode.CONTAINER_MARKED_FOR_REMOVAL),
                        refuse(FaultCode.CONTAINER_MARKED_FOR_REMOVAL));
    }

    @Test
    void stop_thaws_what_is_paused_and_gives_up_a_planned_restart() {
        var stopped = refuse(FaultCode.CONTAINER_ALREADY_STOPPED);

        assertThat(decisions(Transition::onStop))
                .containsExactly(stopped, GO, THAW, CANCEL, stopped, stopped, stopped);
    }

    @Test
    void kill_needs_a_process() {
        var none = refuse(FaultCode.CONTAINER_KILL_NOT_RUNNING);

        assertThat(decisions(Transition::onKill))
                .containsExactly(none, GO, GO, CANCEL, none, none, none);
    }

    @Test
    void pause_and_unpause_are_each_for_one_state() {
        var none = refuse(FaultCode.CONTAINER_NOT_RUNNING);

        assertThat(decisions(Transition::onPause))
                .containsExactly(
                        none,
                        GO,
                        refuse(FaultCode.CONTAINER_ALREADY_PAUSED),
                        refuse(FaultCode.CONTAINER_RESTARTING),
                        none,
                        none,
                        none);
        assertThat(decisions(Transition::onUnpause))
                .containsExactly(
                        none, refuse(FaultCode.CONTAINER_NOT_PAUSED), GO, none, none, none, none);
    }

    @Test
    void exec_needs_a_running_container_that_is_not_paused() {
        var none = refuse(FaultCode.CONTAINER_NOT_RUNNING);

        assertThat(decisions(Transition::onExec))
                .containsExactly(
                        none,
                        GO,
                        refuse(FaultCode.CONTAINER_PAUSED),
                        refuse(FaultCode.CONTAINER_RESTARTING),
                        none,
                        none,
                        none);
    }

    @Test
    void remove_takes_what_runs_only_by_force() {
        assertThat(decisions(state -> Transition.onRemove(state, false)))
                .containsExactly(
                        GO,
                        refuse(FaultCode.CONTAINER_REMOVE_RUNNING),
                        refuse(FaultCode.CONTAINER_REMOVE_PAUSED),
                        refuse(FaultCode.CONTAINER_REMOVE_RUNNING),
                        GO,
                        refuse(FaultCode.CONTAINER_REMOVING),
                        GO);
        assertThat(decisions(state -> Transition.onRemove(state, true)))
                .containsExactly(GO, GO, GO, CANCEL, GO, refuse(FaultCode.CONTAINER_REMOVING), GO);
    }

    private static List<Decision> decisions(Function<ContainerState, Decision> command) {
        return STATES.stream().map(command).toList();
    }

    private static Decision refuse(FaultCode code) {
        return new Decision.Refuse(code);
    }
}
