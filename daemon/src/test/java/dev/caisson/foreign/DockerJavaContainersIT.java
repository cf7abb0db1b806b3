package dev.caisson.foreign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ChangeLog;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.api.model.VolumesFrom;
import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.EngineApi;
import dev.caisson.system.TestedEngine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What docker-java's own project tries with containers, exec sessions, logs, attach and stats.
@Tag("foreign")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class DockerJavaContainersIT {
    private static final String IMAGE = BusyboxImage.NAME;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestedEngine engine;
    private DockerClient docker;

    @BeforeAll
    void startEngine() {
        engine = TestedEngine.start();
        docker = JavaClient.of(engine);
        new EngineApi(new ApiClient(engine.socket())).load(BusyboxImage.archive(engine.files()));
    }

    @AfterAll
    void endEngine() throws IOException {
        if (docker != null) docker.close();
        if (engine != null) engine.close();
    }

    @AfterEach
    void removeContainers() {
        for (var container : docker.listContainersCmd().withShowAll(true).exec()) {
            docker.removeContainerCmd(container.getId())
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        }
    }

    // ---- attach and logs

    @Test
    void attach_with_and_without_a_terminal_gives_what_was_and_what_comes() throws Exception {
        for (boolean terminal : List.of(true, false)) {
            var id =
                    create(
                            asked ->
                                    asked.withTty(terminal)
                                            .withAttachStdout(true)
                                            .withAttachStderr(true)
                                            .withCmd("sh", "-c", "echo greeting; sleep 1"));
            docker.startContainerCmd(id).exec();
            var frames = new Frames();

            docker.attachContainerCmd(id)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .withLogs(true)
                    .exec(frames);

            assertThat(frames.awaitCompletion(20, TimeUnit.SECONDS)).isTrue();
            assertThat(frames.text().strip()).isEqualTo("greeting");
        }
    }

    @Test
    void an_attached_stream_ends_with_its_container() throws Exception {
        var id = running("sh", "-c", "echo on; sleep 0.3");
        var frames = new Frames();

        docker.attachContainerCmd(id).withStdOut(true).withFollowStream(true).exec(frames);

        assertThat(frames.awaitCompletion(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void logs_are_read_many_times_and_by_many_at_once_and_from_a_time_on() throws Exception {
        var id = running("sh", "-c", "echo early; echo bad >&2");
        docker.waitContainerCmd(id).start().awaitStatusCode();

        assertThat(logs(id).text()).contains("early", "bad");
        assertThat(logs(id).text()).isEqualTo(logs(id).text());
        var many = IntStream.range(0, 5).mapToObj(_ -> new Frames()).toList();
        many.forEach(each -> docker.logContainerCmd(id).withStdOut(true).exec(each));
        for (var each : many) {
            assertThat(each.awaitCompletion(20, TimeUnit.SECONDS)).isTrue();
            assertThat(each.text()).isEqualTo("early\n");
        }
        var later = new Frames();
        int tomorrow = (int) Instant.now().plus(Duration.ofDays(1)).getEpochSecond();
        docker.logContainerCmd(id).withStdOut(true).withSince(tomorrow).exec(later);
        assertThat(later.awaitCompletion(20, TimeUnit.SECONDS)).isTrue();
        assertThat(later.text()).isEmpty();
    }

    @Test
    void logs_of_a_terminal_are_one_raw_stream() throws Exception {
        var id = create(asked -> asked.withTty(true).withCmd("echo", "greeting"));
        docker.startContainerCmd(id).exec();
        docker.waitContainerCmd(id).start().awaitStatusCode();

        assertThat(logs(id).text()).isEqualTo("greeting\r\n");
    }

    // ---- exec

    @Test
    void an_exec_session_tells_of_itself_before_and_after_its_run() throws Exception {
        var id = running("sleep", "1000");
        var exec = docker.execCreateCmd(id).withCmd("touch", "/tmp/made").exec().getId();
        var before = docker.inspectExecCmd(exec).exec();
        assertThat(before.isRunning()).isFalse();
        assertThat(before.getExitCodeLong()).isNull();
        assertThat(before.getContainerID()).isEqualTo(id);

        assertThat(run(exec).awaitCompletion(20, TimeUnit.SECONDS)).isTrue();

        var after = docker.inspectExecCmd(exec).exec();
        assertThat(after.isRunning()).isFalse();
        assertThat(after.getExitCodeLong()).isZero();
        try (var archive = docker.copyArchiveFromContainerCmd(id, "/tmp/made").exec()) {
            assertThat(archive.readAllBytes()).isNotEmpty();
        }
    }

    @Test
    void an_exec_session_of_an_unknown_user_is_refused() {
        var id = running("sleep", "1000");

        assertThatThrownBy(
                        () -> {
                            var exec =
                                    docker.execCreateCmd(id)
                                            .withUser("nobody-here")
                                            .withCmd("true")
                                            .withAttachStderr(true)
                                            .exec()
                                            .getId();
                            run(exec).awaitCompletion();
                        })
                .hasMessageContaining("unable to find user nobody-here");
    }

    @Test
    void the_size_of_a_terminal_of_a_container_and_of_an_exec_session_is_changed()
            throws Exception {
        var id =
                create(
                        asked ->
                                asked.withTty(true)
                                        .withStdinOpen(true)
                                        .withCmd(
                                                "sh",
                                                "-c",
                                                "until stty size | grep '30 120'; do sleep 0.05;"
                                                        + " done"));
        docker.startContainerCmd(id).exec();
        docker.resizeContainerCmd(id).withSize(30, 120).exec();
        assertThat(docker.waitContainerCmd(id).start().awaitStatusCode(30, TimeUnit.SECONDS))
                .isZero();

        var other = running("sleep", "1000");
        var exec =
                docker.execCreateCmd(other)
                        .withTty(true)
                        .withAttachStdout(true)
                        .withCmd("sh", "-c", "until stty size | grep '31 121'; do sleep 0.05; done")
                        .exec()
                        .getId();
        var frames = run(exec);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> docker.inspectExecCmd(exec).exec().isRunning());
        docker.resizeExecCmd(exec).withSize(31, 121).exec();
        assertThat(frames.awaitCompletion(30, TimeUnit.SECONDS)).isTrue();
        assertThat(frames.text()).contains("31 121");
    }

    // ---- create and inspect

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
                                asked.withCmd("sh", "-c", "sleep 0.3; exit 3")
                                        .withHostConfig(
                                                HostConfig.newHostConfig()
                                                        .withNetworkMode("none")
                                                        .withAutoRemove(true)));
        docker.startContainerCmd(gone).exec();
        assertThat(docker.waitContainerCmd(gone).start().awaitStatusCode()).isEqualTo(3);

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

    // ---- stats, events, files

    @Test
    void statistics_are_told_once_or_as_a_stream() throws Exception {
        var id = running("sh", "-c", "while :; do :; done");

        var once = new Readings(1);
        docker.statsCmd(id).withNoStream(true).exec(once);
        assertThat(once.awaitCompletion(20, TimeUnit.SECONDS)).isTrue();
        assertThat(once.seen).hasSize(1);
        var processor = Objects.requireNonNull(once.seen.element().getCpuStats().getCpuUsage());
        assertThat(processor.getTotalUsage()).isPositive();
        assertThat(once.seen.element().getMemoryStats().getUsage()).isPositive();

        var stream = new Readings(2);
        docker.statsCmd(id).exec(stream);
        assertThat(stream.enough.await(20, TimeUnit.SECONDS)).isTrue();
        stream.close();
    }

    @Test
    void events_of_a_span_of_time_are_told_and_filtered() throws Exception {
        long begin = Instant.now().minusSeconds(1).getEpochSecond();
        var id = running("true");
        docker.waitContainerCmd(id).start().awaitStatusCode();
        var seen = new ConcurrentLinkedQueue<String>();
        var told =
                new ResultCallback.Adapter<Event>() {
                    @Override
                    public void onNext(Event event) {
                        seen.add(String.valueOf(event.getAction()));
                    }
                };

        docker.eventsCmd()
                .withSince(Long.toString(begin))
                .withUntil(Long.toString(Instant.now().getEpochSecond() + 1))
                .withContainerFilter(id)
                .withEventFilter("start", "die")
                .exec(told)
                .awaitCompletion(20, TimeUnit.SECONDS);

        assertThat(seen).containsExactly("start", "die");
    }

    @Test
    void files_go_in_and_out_and_what_changed_is_told() throws Exception {
        var id = create(asked -> asked.withCmd("sh", "-c", "cat /in/f; touch /new"));
        var directory = Files.createDirectory(engine.files().resolve("in"));
        Files.writeString(directory.resolve("f"), "content");
        docker.copyArchiveToContainerCmd(id)
                .withHostResource(directory.toString())
                .withRemotePath("/")
                .exec();
        docker.startContainerCmd(id).exec();
        docker.waitContainerCmd(id).start().awaitStatusCode();

        assertThat(logs(id).text()).isEqualTo("content");
        assertThat(docker.containerDiffCmd(id).exec())
                .extracting(ChangeLog::getPath)
                .contains("/new", "/in", "/in/f");
        try (var archive = docker.copyArchiveFromContainerCmd(id, "/in/f").exec()) {
            assertThat(new String(archive.readAllBytes(), UTF_8)).contains("content");
        }
        assertThatThrownBy(
                        () ->
                                docker.copyArchiveToContainerCmd("missing")
                                        .withTarInputStream(
                                                new ByteArrayInputStream(new byte[1024]))
                                        .withRemotePath("/")
                                        .exec())
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void an_image_made_of_a_container_has_what_was_asked_for_it_besides() {
        var id =
                create(
                        asked ->
                                asked.withCmd("true")
                                        .withEnv("OWN=1")
                                        .withLabels(Map.of("own", "1")));

        var image =
                docker.commitCmd(id)
                        .withLabels(Map.of("label", "second"))
                        .withCmd("echo", "other")
                        .withEnv("MORE=2")
                        .exec();

        var shown = docker.inspectImageCmd(image).exec();
        assertThat(shown.getParent()).isEqualTo(docker.inspectContainerCmd(id).exec().getImageId());
        var config = Objects.requireNonNull(shown.getConfig());
        assertThat(config.getLabels()).containsEntry("label", "second").containsEntry("own", "1");
        assertThat(config.getCmd()).containsExactly("echo", "other");
        assertThat(config.getEnv()).contains("OWN=1", "MORE=2");
        docker.removeImageCmd(image).withForce(true).exec();
    }

    // ---- words

    private String create(UnaryOperator<CreateContainerCmd> asked) {
        var command = docker.createContainerCmd(IMAGE);
        command.withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"));
        return asked.apply(command).exec().getId();
    }

    private String running(String... command) {
        var id = create(asked -> asked.withCmd(command));
        docker.startContainerCmd(id).exec();
        return id;
    }

    private Frames logs(String id) throws InterruptedException {
        var frames = new Frames();
        docker.logContainerCmd(id).withStdOut(true).withStdErr(true).exec(frames);
        assertThat(frames.awaitCompletion(20, TimeUnit.SECONDS)).isTrue();
        return frames;
    }

    private Frames run(String exec) {
        return docker.execStartCmd(exec).withDetach(false).exec(new Frames());
    }

    private List<String> ids(Collection<String> states) {
        return ids(docker.listContainersCmd().withShowAll(true).withStatusFilter(states).exec());
    }

    private static List<String> ids(List<Container> containers) {
        return containers.stream().map(Container::getId).toList();
    }

    /// What arrives on a stream.
    private static final class Frames extends ResultCallback.Adapter<Frame> {
        private final ConcurrentLinkedQueue<String> texts = new ConcurrentLinkedQueue<>();

        @Override
        public void onNext(Frame frame) {
            texts.add(new String(frame.getPayload(), UTF_8));
        }

        String text() {
            return String.join("", texts);
        }
    }

    private static final class Readings extends ResultCallback.Adapter<Statistics> {
        private final ConcurrentLinkedQueue<Statistics> seen = new ConcurrentLinkedQueue<>();
        private final CountDownLatch enough;

        Readings(int wanted) {
            enough = new CountDownLatch(wanted);
        }

        @Override
        public void onNext(Statistics reading) {
            seen.add(reading);
            enough.countDown();
        }
    }
}
