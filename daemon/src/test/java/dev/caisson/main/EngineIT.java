package dev.caisson.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.container.view.StateView.Status;
import dev.caisson.fault.Fault;
import dev.caisson.fault.NotFound;
import java.nio.file.Files;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class EngineIT {
    private EngineFixture engine;

    @BeforeEach
    void open() {
        engine = new EngineFixture();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void a_container_runs_and_its_output_and_exit_code_are_kept() {
        var container = engine.start(EngineFixture.shell("echo out; echo err >&2; exit 3"));

        assertThat(engine.waitFor(container)).isEqualTo(3);
        assertThat(engine.logs(container)).contains("out\n").contains("err\n");
        var state = engine.containers().inspect(container, false).state();
        assertThat(state.status()).isEqualTo(Status.EXITED);
        assertThat(state.exitCode()).isEqualTo(3);
        // Who waits is told before the control group is removed.
        Awaitility.await().untilAsserted(() -> assertThat(engine.cgroups()).isEmpty());
    }

    @Test
    void a_removed_container_leaves_nothing_in_the_data_root() throws Exception {
        var container = engine.start(EngineFixture.spec("true"));
        engine.waitFor(container);

        engine.containers().remove(container, false, false, false);

        assertThatThrownBy(() -> engine.containers().inspect(container, false))
                .isInstanceOf(NotFound.class);
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            try (var left = Files.list(engine.data().resolve("containers"))) {
                                assertThat(left).isEmpty();
                            }
                        });
    }

    @Test
    void a_stopped_container_that_ignores_the_signal_is_killed_after_its_timeout() {
        var container = engine.start(EngineFixture.shell("trap '' TERM; echo up; sleep 1000"));

        engine.containers().stop(container, null, java.time.Duration.ofMillis(300));

        assertThat(engine.containers().inspect(container, false).state().exitCode()).isEqualTo(137);
    }

    @Test
    void a_missing_program_is_told_as_127_and_one_that_is_no_program_as_126() {
        var missing = engine.create(EngineFixture.spec("no-such-program"));
        var plain = engine.create(EngineFixture.spec("/plain"));

        assertThatThrownBy(() -> engine.containers().start(missing))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("executable file not found in $PATH");
        assertThatThrownBy(() -> engine.containers().start(plain))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("permission denied");
        assertThat(engine.containers().inspect(missing, false).state().exitCode()).isEqualTo(127);
        assertThat(engine.containers().inspect(plain, false).state().exitCode()).isEqualTo(126);
        assertThat(engine.cgroups()).isEmpty();
    }
}
