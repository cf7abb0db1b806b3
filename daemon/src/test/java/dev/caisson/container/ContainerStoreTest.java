package dev.caisson.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.container.plan.MountPoint;
import dev.caisson.container.request.Command;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.HealthCheck;
import dev.caisson.container.request.Lifecycle;
import dev.caisson.container.request.RestartPolicy;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.Unsupported;
import dev.caisson.sys.ProcessId;
import dev.caisson.value.ContainerId;
import dev.caisson.value.ContainerName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerStoreTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.123456789Z");

    @TempDir Path directory;
    private ContainerStore store;
    private Snapshot container;

    @BeforeEach
    void open() throws IOException {
        var paths = new ContainerPaths(directory);
        store = new ContainerStore(paths, new SyncBatch((_, _) -> () -> {}));
        container = container();
        Files.createDirectory(paths.directory(container.id()));
    }

    @Test
    void what_is_written_is_read_again_as_it_was() {
        var states =
                List.of(
                        new ContainerState.Created(null),
                        new ContainerState.Created(
                                new StartError(
                                        FaultCode.CONTAINER_START_FAILED, List.of("why"), 128)),
                        running(),
                        new ContainerState.Paused(running()),
                        new ContainerState.Restarting(outcome()),
                        new ContainerState.Exited(outcome()),
                        new ContainerState.Removing(null),
                        new ContainerState.Dead(outcome()));

        for (var state : states) {
            var written = container.with(state).with(new Snapshot.History(3, true));
            store.writeSpec(written);
            store.writeState(written);
            var loaded = store.load(container.id());

            assertThat(loaded.container().definition()).isEqualTo(container.definition());
            assertThat(loaded.container().name()).isEqualTo(container.name());
            assertThat(loaded.state().orElseThrow().state()).isEqualTo(state);
            assertThat(loaded.state().orElseThrow().history())
                    .isEqualTo(new Snapshot.History(3, true));
        }
    }

    @Test
    void a_container_without_a_state_was_only_created() {
        store.writeSpec(container);

        assertThat(store.load(container.id()).state()).isEmpty();
    }

    @Test
    void a_crash_while_writing_leaves_the_old_file() throws IOException {
        store.writeSpec(container);
        store.writeState(container);
        var temporary = directory.resolve(container.id().value()).resolve(".state.json.tmp");
        Files.writeString(temporary, "{\"version\":1,\"sta");

        assertThat(store.load(container.id()).state().orElseThrow().state())
                .isEqualTo(new ContainerState.Created(null));
    }

    @Test
    void a_crash_in_the_middle_of_a_creation_or_a_removal_is_swept_and_never_listed()
            throws IOException {
        store.writeSpec(container);
        var half = ContainerId.random();
        Files.createDirectories(directory.resolve(half.value()).resolve("upper"));
        Files.createDirectories(directory.resolve(".removed-" + ContainerId.random()));

        assertThat(store.ids()).containsExactly(container.id());
        assertThat(store.leftovers()).hasSize(2);
    }

    @Test
    void a_damaged_file_is_told_with_the_container_it_belongs_to() throws IOException {
        store.writeSpec(container);
        Files.writeString(
                directory.resolve(container.id().value()).resolve("spec.json"), "{\"version\":");

        assertThatThrownBy(() -> store.load(container.id()))
                .isInstanceOf(Internal.class)
                .hasMessageContaining(container.id().value())
                .hasMessageContaining("spec.json");
    }

    @Test
    void a_file_of_a_newer_engine_is_refused() throws IOException {
        store.writeSpec(container);
        var file = directory.resolve(container.id().value()).resolve("spec.json");
        Files.writeString(file, Files.readString(file).replace("\"version\":1", "\"version\":99"));

        assertThatThrownBy(() -> store.load(container.id()))
                .isInstanceOf(Unsupported.class)
                .hasMessageContaining("99");
    }

    @Test
    void a_discarded_container_is_out_of_sight_at_once() {
        store.writeSpec(container);

        var rubbish = store.discard(container.id());

        assertThat(rubbish).isPresent();
        assertThat(store.ids()).isEmpty();
        assertThat(store.leftovers()).isEqualTo(List.of(rubbish.get()));
        assertThat(store.discard(container.id())).isEmpty();
    }

    private static ContainerState.Running running() {
        return new ContainerState.Running(
                new ProcessId(10, 11, "boot"), new ProcessId(12, 13, "boot"), NOW, "group/id");
    }

    private static RunOutcome outcome() {
        return new RunOutcome(
                137,
                true,
                NOW,
                NOW.plusSeconds(5),
                new StartError(FaultCode.EXEC_START_FAILED, List.of("a", "b"), 126),
                "cause");
    }

    private static Snapshot container() {
        var spec =
                ContainerSpec.ofImage("busybox")
                        .with(
                                new Command(
                                        List.of("sh"),
                                        null,
                                        List.of("A=b"),
                                        "/w",
                                        "root",
                                        null,
                                        true))
                        .with(
                                new Lifecycle(
                                        new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 3),
                                        false,
                                        "SIGINT",
                                        4,
                                        new HealthCheck(
                                                List.of("CMD", "x"),
                                                Duration.ofSeconds(1),
                                                Duration.ofMillis(2),
                                                Duration.ZERO,
                                                Duration.ZERO,
                                                2),
                                        new Lifecycle.LogChoice("local", Map.of("a", "b"))));
        var point =
                new MountPoint(
                        MountPoint.Kind.BIND,
                        "",
                        "/src",
                        "/dst",
                        "ro",
                        new MountPoint.Access(
                                false, true, true, true, dev.caisson.spec.Propagation.RSLAVE),
                        List.of());
        var definition =
                new Definition(
                        ContainerId.random(),
                        NOW,
                        spec,
                        new Definition.Basis("sha256:1", List.of("sha256:2"), List.of("/layer")),
                        List.of(point));
        return new Snapshot(
                definition,
                new ContainerName("store-test"),
                new ContainerState.Created(null),
                Snapshot.History.NEW);
    }
}
