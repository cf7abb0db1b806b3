package dev.caisson.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.container.request.ExecSpec;
import dev.caisson.container.request.Lifecycle;
import dev.caisson.container.request.Limits;
import dev.caisson.container.request.RestartPolicy;
import dev.caisson.container.view.StateView.Status;
import dev.caisson.engine.Containers.AttachRequest;
import dev.caisson.engine.Containers.WaitCondition;
import dev.caisson.event.EventFilter;
import dev.caisson.event.EventSubscription.Delivery;
import dev.caisson.fault.Conflict;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotModified;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What can happen to a container between its creation and its removal.
@Tag("kernel")
class EngineLifeIT {
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
    void an_exec_session_has_its_own_output_and_exit_code() throws Exception {
        var container = engine.start(EngineFixture.spec("sleep", "1000"));
        var id = engine.execs().create(container, exec("sh", "-c", "cat; id -u; exit 7"));

        var output = new EngineFixture.Collected();
        try (var attachment = engine.execs().start(id, false, 0, 0)) {
            attachment.write(ByteBuffer.wrap("typed\n".getBytes(StandardCharsets.UTF_8)));
            attachment.closeInput();
            attachment.pump(output);
        }

        assertThat(output.text()).isEqualTo("typed\n0\n");
        assertThat(engine.execs().inspect(id).exitCode()).isEqualTo(7);
        assertThatThrownBy(() -> engine.execs().start(id, false, 0, 0))
                .isInstanceOf(Conflict.class);
    }

    @Test
    void an_exec_of_a_missing_program_says_so() {
        var container = engine.start(EngineFixture.spec("sleep", "1000"));
        var id = engine.execs().create(container, exec("no-such-program"));

        assertThatThrownBy(() -> engine.execs().start(id, false, 0, 0))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("executable file not found in $PATH");
    }

    @Test
    void a_paused_container_takes_no_exec_and_is_thawed_by_a_stop() {
        var container = engine.start(EngineFixture.spec("sleep", "1000"));

        engine.containers().pause(container);

        assertThat(status(container)).isEqualTo(Status.PAUSED);
        assertThatThrownBy(() -> engine.execs().create(container, exec("true")))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("is paused, unpause the container before exec");
        assertThatThrownBy(() -> engine.containers().pause(container)).isInstanceOf(Conflict.class);
        engine.containers().stop(container, "KILL", Duration.ofSeconds(5));
        assertThat(status(container)).isEqualTo(Status.EXITED);
    }

    @Test
    void starting_and_stopping_twice_is_not_modified() {
        var container = engine.start(EngineFixture.spec("sleep", "1000"));

        assertThatThrownBy(() -> engine.containers().start(container))
                .isInstanceOf(NotModified.class);
        engine.containers().stop(container, null, Duration.ZERO);
        assertThatThrownBy(() -> engine.containers().stop(container, null, null))
                .isInstanceOf(NotModified.class);
    }

    @Test
    void a_failing_container_is_started_again_as_often_as_its_policy_says() {
        var spec = EngineFixture.shell("exit 5");
        var container =
                engine.start(
                        spec.with(
                                with(new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 2), false)));

        org.awaitility.Awaitility.await()
                .until(
                        () ->
                                engine.containers().inspect(container, false).restartCount() == 2
                                        && status(container) == Status.EXITED);
        assertThat(engine.containers().inspect(container, false).state().exitCode()).isEqualTo(5);
    }

    @Test
    void a_container_with_rm_is_gone_after_its_end() throws Exception {
        var spec = EngineFixture.shell("exit 4").with(with(RestartPolicy.never(), true));
        var container = engine.create(spec);
        var removed = engine.containers().wait(container, WaitCondition.REMOVED);

        engine.containers().start(container);

        assertThat(removed.get(90, TimeUnit.SECONDS).statusCode()).isEqualTo(4);
        assertThat(engine.rooms().room().all()).isEmpty();
    }

    @Test
    void memory_that_runs_out_is_told() {
        var none = Limits.none();
        var memory = new Limits.MemoryLimits(8 << 20, 8 << 20, 0, null, null, 0);
        var limits =
                new Limits(memory, none.cpu(), none.blockIo(), null, List.of(), none.devices(), "");
        var container = engine.start(EngineFixture.shell("tail /dev/zero").with(limits));

        assertThat(engine.waitFor(container)).isEqualTo(137);
        assertThat(engine.containers().inspect(container, false).state().oomKilled()).isTrue();
    }

    @Test
    void a_client_that_came_before_the_start_sees_every_byte() throws Exception {
        var container =
                engine.create(
                        EngineFixture.shell(
                                "i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done"));
        var output = new EngineFixture.Collected();
        var request = new AttachRequest(false, true, false, true, true, "");

        try (var attachment = engine.containers().attach(container, request)) {
            engine.containers().start(container);
            attachment.pump(output);
        }

        assertThat(output.text().lines()).hasSize(3000).endsWith("line 2999");
    }

    @Test
    void everything_that_happens_is_told_in_its_order() throws Exception {
        var container = engine.start(EngineFixture.shell("exit 3"));
        engine.waitFor(container);
        engine.containers().remove(container, false, false, false);

        var actions = new ArrayList<String>();
        try (var events =
                engine.rooms()
                        .events()
                        .subscribe(EventFilter.everything(), Instant.EPOCH, Instant.now())) {
            for (var next = events.next(); next.isPresent(); next = events.next()) {
                if (next.get() instanceof Delivery.Happened(var event)
                        && event.actorId().equals(container.written())) {
                    actions.add(
                            event.action().equals("die")
                                    ? "die " + event.attributes().get("exitCode")
                                    : event.action());
                }
            }
        }
        assertThat(actions).containsExactly("create", "start", "die 3", "destroy");
    }

    @Test
    void what_runs_survives_a_restart_of_the_daemon_and_what_ended_is_found() {
        var running = engine.start(EngineFixture.spec("sleep", "1000"));
        var ending = engine.start(EngineFixture.shell("sleep 0.3; echo late; exit 9"));
        var removed =
                engine.start(
                        EngineFixture.shell("sleep 0.3").with(with(RestartPolicy.never(), true)));
        int pid = engine.containers().inspect(running, false).state().pid();

        engine.restart(() -> org.awaitility.Awaitility.await().until(() -> exists(ending, "exit")));

        assertThat(engine.containers().inspect(running, false).state().pid()).isEqualTo(pid);
        assertThat(engine.waitFor(ending)).isEqualTo(9);
        assertThat(engine.logs(ending)).isEqualTo("late\n");
        org.awaitility.Awaitility.await()
                .until(
                        () ->
                                engine.rooms().room().all().stream()
                                        .noneMatch(
                                                each ->
                                                        each.id()
                                                                .value()
                                                                .equals(removed.written())));
        engine.containers().stop(running, "KILL", Duration.ofSeconds(5));
        assertThat(status(running)).isEqualTo(Status.EXITED);
    }

    @Test
    void two_hundred_cycles_leave_nothing_behind() throws Exception {
        cycle();
        int descriptors = descriptors();

        for (int i = 0; i < 200; i++) cycle();

        engine.rooms().room().close();
        assertThat(engine.cgroups()).isEmpty();
        assertThat(mounts()).isEmpty();
        // A guest may be driven by this process meanwhile. A leak is one of each cycle.
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(descriptors()).isLessThan(descriptors + 40));
        try (var left = java.nio.file.Files.list(engine.data().resolve("containers"))) {
            assertThat(left).isEmpty();
        }
    }

    private void cycle() {
        var container = engine.start(EngineFixture.spec("true"));
        assertThat(engine.waitFor(container)).isZero();
        engine.containers().remove(container, false, false, false);
    }

    private boolean exists(
            dev.caisson.container.request.ContainerReference container, String file) {
        return java.nio.file.Files.exists(
                engine.data().resolve("containers").resolve(container.written()).resolve(file));
    }

    private static int descriptors() {
        return java.util.Objects.requireNonNull(new java.io.File("/proc/self/fd").list()).length;
    }

    /// Of this engine: others come and go meanwhile.
    private List<String> mounts() throws java.io.IOException {
        var all = java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/self/mounts"));
        return all.stream().filter(mount -> mount.contains(engine.data() + "/")).toList();
    }

    private Status status(dev.caisson.container.request.ContainerReference container) {
        return engine.containers().inspect(container, false).state().status();
    }

    private static Lifecycle with(RestartPolicy restart, boolean autoRemove) {
        return new Lifecycle(restart, autoRemove, "", null, null, Lifecycle.LogChoice.defaults());
    }

    private static ExecSpec exec(String... command) {
        return new ExecSpec(
                List.of(command),
                List.of(),
                "",
                "",
                false,
                new ExecSpec.ExecStreams(false, true, true, true, 0, 0),
                "");
    }
}
