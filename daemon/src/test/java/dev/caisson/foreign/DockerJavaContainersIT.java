package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.api.model.VolumesFrom;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What containers are made of, found by and made to do with docker-java.
class DockerJavaContainersIT extends DockerJavaContract {
    @Test
    void what_is_asked_at_the_creation_is_shown() {
        var host =
                HostConfig.newHostConfig()
                        .withNetworkMode("none")
                        .withCapAdd(Capability.NET_ADMIN)
                        .withCapDrop(Capability.MKNOD)
                        .withDns("8.8.8.8")
                        .withDnsSearch("example.org")
                        .withExtraHosts("dockerhost:127.0.0.1")
                        .withDevices(new Device("rwm", "/dev/nulo", "/dev/null"))
                        .withRestartPolicy(RestartPolicy.onFailureRestart(5))
                        .withPidMode("host")
                        .withUlimits(
                                List.of(
                                        new Ulimit("nproc", 709L, 1026L),
                                        new Ulimit("nofile", 1024L, 4096L)))
                        .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE, Map.of()))
                        .withShmSize(96L << 20)
                        .withPidsLimit(2048L)
                        .withNanoCPUs(1_000_000_000L)
                        .withTmpFs(Map.of("/tmp", "rw,noexec,nosuid,size=50m"));
        var id =
                docker.createContainerCmd(IMAGE)
                        .withHostConfig(host)
                        .withEnv("ONE=first", "TWO=second")
                        .withHostName("box")
                        .withEntrypoint("sleep", "9999")
                        .withLabels(Map.of("com.example.label", "x"))
                        .exec()
                        .getId();

        var shown = docker.inspectContainerCmd(id).exec();
        var config = shown.getConfig();
        assertThat(config.getEnv()).contains("ONE=first", "TWO=second");
        assertThat(config.getHostName()).isEqualTo("box");
        assertThat(config.getEntrypoint()).containsExactly("sleep", "9999");
        assertThat(config.getLabels()).containsEntry("com.example.label", "x");
        assertThat(shown.getHostConfig())
                .usingRecursiveComparison()
                .comparingOnlyFields(
                        "capAdd",
                        "capDrop",
                        "dns",
                        "dnsSearch",
                        "extraHosts",
                        "devices",
                        "restartPolicy",
                        "pidMode",
                        "ulimits",
                        "shmSize",
                        "pidsLimit",
                        "nanoCPUs",
                        "tmpFs")
                .isEqualTo(host);
        assertThat(shown.getHostConfig().getLogConfig().getType())
                .isEqualTo(LogConfig.LoggingType.NONE);
    }

    @Test
    void volumes_are_mounted_and_taken_over_from_others() throws IOException {
        var source = Files.createTempDirectory(engine.files(), "bound").toString();
        var first =
                create(
                        asked ->
                                asked.withName("first")
                                        .withCmd("sleep", "9999")
                                        .withHostConfig(
                                                HostConfig.newHostConfig()
                                                        .withNetworkMode("none")
                                                        .withBinds(
                                                                new Bind(
                                                                        source,
                                                                        new Volume("/bound"),
                                                                        AccessMode.ro))));
        var second =
                create(
                        asked ->
                                asked.withCmd("sleep", "9999")
                                        .withHostConfig(
                                                HostConfig.newHostConfig()
                                                        .withNetworkMode("none")
                                                        .withVolumesFrom(
                                                                new VolumesFrom("first"))));
        docker.startContainerCmd(second).exec();

        for (var id : List.of(first, second)) {
            var mounts = docker.inspectContainerCmd(id).exec().getMounts();
            var mount = Objects.requireNonNull(mounts).getFirst();
            assertThat(mount.getDestination()).isEqualTo(new Volume("/bound"));
            assertThat(mount.getSource()).isEqualTo(source);
            assertThat(mount.getRW()).isFalse();
        }
        assertThat(docker.inspectContainerCmd(second).exec().getHostConfig().getVolumesFrom())
                .containsExactly(new VolumesFrom("first"));
    }

    @Test
    void a_taken_name_is_a_conflict() {
        create(asked -> asked.withName("taken").withCmd("true"));
        var other = create(asked -> asked.withCmd("true"));

        assertThatThrownBy(() -> create(asked -> asked.withName("taken").withCmd("true")))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> docker.renameContainerCmd(other).withName("taken").exec())
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void sizes_and_restarts_are_shown() {
        var id = running("sh", "-c", "echo x > /file; sleep 9999");

        Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> {
                            var sized = docker.inspectContainerCmd(id).withSize(true).exec();
                            var own = sized.getSizeRw();
                            return own != null
                                    && own > 0
                                    && Objects.requireNonNull(sized.getSizeRootFs()) > own;
                        });
        assertThat(docker.inspectContainerCmd(id).exec().getSizeRw()).isNull();
        assertThat(docker.inspectContainerCmd(id).exec().getRestartCount()).isZero();
    }

    // ---- lists

    @Test
    void lists_are_filtered() {
        var run = create(asked -> asked.withName("filtered-one").withCmd("sleep", "9999"));
        docker.startContainerCmd(run).exec();
        var paused = running("sleep", "9999");
        docker.pauseContainerCmd(paused).exec();
        var ended = running("sh", "-c", "exit 42");
        docker.waitContainerCmd(ended).start().awaitStatusCode();
        var made =
                create(
                        asked ->
                                asked.withCmd("true")
                                        .withLabels(Map.of("test", "docker-java", "two", "2")));

        assertThat(ids(List.of("running"))).containsExactlyInAnyOrder(run);
        assertThat(ids(List.of("paused"))).containsExactly(paused);
        assertThat(ids(List.of("exited"))).containsExactly(ended);
        assertThat(ids(List.of("created"))).containsExactly(made);
        var all = docker.listContainersCmd().withShowAll(true);
        assertThat(ids(all.withExitedFilter(42).exec())).containsExactly(ended);
        var byLabel = docker.listContainersCmd().withShowAll(true);
        assertThat(ids(byLabel.withLabelFilter(Map.of("test", "docker-java")).exec()))
                .containsExactly(made);
        var byKey = docker.listContainersCmd().withShowAll(true);
        assertThat(ids(byKey.withLabelFilter(List.of("two")).exec())).containsExactly(made);
        var byName = docker.listContainersCmd().withNameFilter(List.of("filtered-one"));
        assertThat(ids(byName.exec())).containsExactly(run);
        var byId = docker.listContainersCmd().withIdFilter(List.of(run.substring(0, 12)));
        assertThat(ids(byId.exec())).containsExactly(run);
        var byImage = docker.listContainersCmd().withShowAll(true);
        assertThat(ids(byImage.withAncestorFilter(List.of(IMAGE)).exec())).hasSize(4);
        var byNetwork = docker.listContainersCmd().withShowAll(true);
        assertThat(ids(byNetwork.withNetworkFilter(List.of("none")).exec())).hasSize(4);
        var byVolume = docker.listContainersCmd().withShowAll(true);
        assertThat(byVolume.withVolumeFilter(List.of("nothing")).exec()).isEmpty();
    }

    // ---- states

    @Test
    void what_cannot_be_in_a_state_is_refused() {
        var made = create(asked -> asked.withCmd("true"));
        assertThatThrownBy(() -> docker.pauseContainerCmd(made).exec())
                .isInstanceOf(ConflictException.class);
        // Docker answers 500 where a container is not paused.
        assertThatThrownBy(() -> docker.unpauseContainerCmd(made).exec())
                .isInstanceOfAny(ConflictException.class, InternalServerErrorException.class);
        var run = running("sleep", "9999");
        assertThatThrownBy(() -> docker.unpauseContainerCmd(run).exec())
                .isInstanceOfAny(ConflictException.class, InternalServerErrorException.class);
        assertThatThrownBy(() -> docker.startContainerCmd(run).exec())
                .isInstanceOf(NotModifiedException.class);
        docker.pauseContainerCmd(run).exec();
        assertThatThrownBy(() -> docker.pauseContainerCmd(run).exec())
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void every_command_on_what_is_missing_is_not_found() {
        var missing = "missing";
        for (Runnable command :
                List.<Runnable>of(
                        () -> docker.containerDiffCmd(missing).exec(),
                        () -> docker.copyArchiveFromContainerCmd(missing, "/x").exec(),
                        () -> docker.killContainerCmd(missing).exec(),
                        () -> docker.pauseContainerCmd(missing).exec(),
                        () -> docker.unpauseContainerCmd(missing).exec(),
                        () -> docker.removeContainerCmd(missing).exec(),
                        () -> docker.restartContainerCmd(missing).exec(),
                        () -> docker.startContainerCmd(missing).exec(),
                        () -> docker.stopContainerCmd(missing).exec(),
                        () -> docker.commitCmd(missing).exec(),
                        () -> docker.waitContainerCmd(missing).start().awaitStatusCode())) {
            assertThatThrownBy(command::run).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void a_restart_sends_the_signal_asked_for_and_begins_anew() throws Exception {
        var id =
                running(
                        "sh",
                        "-c",
                        "trap 'echo got-it; exit 0' USR1; echo ready; while :; do sleep 0.1; done");
        Awaitility.await().atMost(PATIENCE).until(() -> logs(id).text().contains("ready"));
        var before = docker.inspectContainerCmd(id).exec().getState().getStartedAt();

        docker.restartContainerCmd(id).withSignal("USR1").withTimeout(20).exec();

        assertThat(docker.inspectContainerCmd(id).exec().getState().getStartedAt())
                .isNotEqualTo(before);
        assertThat(logs(id).text()).contains("got-it");
    }

    @Test
    void a_stop_sends_the_signal_the_container_was_made_with() throws Exception {
        var id =
                create(
                        asked ->
                                asked.withStopSignal("SIGUSR1")
                                        .withCmd(
                                                "sh",
                                                "-c",
                                                "trap 'exit 12' USR1; echo ready; while :; do sleep"
                                                        + " 0.1; done"));
        docker.startContainerCmd(id).exec();
        Awaitility.await().atMost(PATIENCE).until(() -> logs(id).text().contains("ready"));

        docker.stopContainerCmd(id).withTimeout(20).exec();

        assertThat(docker.inspectContainerCmd(id).exec().getState().getExitCodeLong())
                .isEqualTo(12);
    }

    @Test
    void a_wait_ends_with_the_container_or_the_clients_patience() throws Exception {
        var slow = running("sleep", "9999");
        var waiting = docker.waitContainerCmd(slow).start();
        assertThatThrownBy(() -> waiting.awaitStatusCode(300, TimeUnit.MILLISECONDS))
                .hasMessageContaining("timeout");
        waiting.close();

        var gone =
                create(
                        asked ->
                                asked.withCmd("sleep", "9999")
                                        .withHostConfig(
                                                HostConfig.newHostConfig()
                                                        .withNetworkMode("none")
                                                        .withAutoRemove(true)));
        docker.startContainerCmd(gone).exec();
        var ending = docker.waitContainerCmd(gone).start();
        ending.awaitStarted();
        docker.killContainerCmd(gone).exec();
        assertThat(ending.awaitStatusCode()).isEqualTo(137);

        var again = running("sh", "-c", "exit 5");
        assertThat(docker.waitContainerCmd(again).start().awaitStatusCode()).isEqualTo(5);
        docker.restartContainerCmd(again).exec();
        assertThat(docker.waitContainerCmd(again).start().awaitStatusCode()).isEqualTo(5);
    }

    @Test
    void limits_of_a_running_container_are_changed() {
        var id = running("sleep", "9999");

        docker.updateContainerCmd(id).withCpuShares(512).withMemory(200L << 20).exec();

        var limits = docker.inspectContainerCmd(id).exec().getHostConfig();
        assertThat(limits.getCpuShares()).isEqualTo(512);
        assertThat(limits.getMemory()).isEqualTo(200L << 20);
    }

    @Test
    void health_is_checked_with_every_word_of_the_check() {
        var id =
                create(
                        asked ->
                                asked.withCmd("sleep", "9999")
                                        .withHealthcheck(
                                                new HealthCheck()
                                                        .withTest(List.of("CMD", "true"))
                                                        .withInterval(Duration.ofHours(1).toNanos())
                                                        .withTimeout(
                                                                Duration.ofMinutes(1).toNanos())
                                                        .withStartPeriod(
                                                                Duration.ofSeconds(30).toNanos())
                                                        .withStartInterval(
                                                                Duration.ofMillis(50).toNanos())
                                                        .withRetries(10)));
        docker.startContainerCmd(id).exec();

        Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () ->
                                "healthy"
                                        .equals(
                                                docker.inspectContainerCmd(id)
                                                        .exec()
                                                        .getState()
                                                        .getHealth()
                                                        .getStatus()));
    }

    private List<String> ids(Collection<String> states) {
        return ids(docker.listContainersCmd().withShowAll(true).withStatusFilter(states).exec());
    }

    private static List<String> ids(List<Container> containers) {
        return containers.stream().map(Container::getId).toList();
    }
}
