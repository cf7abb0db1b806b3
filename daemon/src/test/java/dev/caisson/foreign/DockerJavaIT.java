package dev.caisson.foreign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// docker-java, the client beneath Testcontainers and the plugins of Jenkins.
///
/// Its transports send no end of the input (as of 3.7.1: seen with dockerd too), so a program here
/// ends after a line; that the connection may be half-closed is for the other clients to show.
class DockerJavaIT extends DockerJavaContract {
    private static final HostConfig NO_NETWORK = new HostConfig().withNetworkMode("none");

    @Test
    void ping_version_and_info_are_answered() {
        docker.pingCmd().exec();

        assertThat(docker.versionCmd().exec().getApiVersion()).isEqualTo("1.51");
        assertThat(docker.infoCmd().exec().getOsType()).isEqualTo("linux");
    }

    @Test
    void a_dockerfile_is_built() throws IOException {
        var context = Files.createTempDirectory(engine.files(), "context-");
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM " + IMAGE + "\nARG A=1\nRUN test $A = 2\nCOPY f /f\nLABEL x=$A\n");
        Files.writeString(context.resolve("f"), "content");

        var id =
                docker.buildImageCmd(context.toFile())
                        .withBuildArg("A", "2")
                        .withNetworkMode("none")
                        .withTags(Set.of("java-built:1"))
                        .start()
                        .awaitImageId();

        var image = docker.inspectImageCmd("java-built:1").exec();
        assertThat(image.getId()).contains(id);
        assertThat(Objects.requireNonNull(image.getConfig()).getLabels()).containsEntry("x", "2");
    }

    @Test
    void a_container_runs_to_its_end() throws InterruptedException {
        var id = create("sh", "-c", "echo out; echo err >&2; exit 3");

        docker.startContainerCmd(id).exec();
        int code = docker.waitContainerCmd(id).start().awaitStatusCode();
        var frames = new KindFrames();
        docker.logContainerCmd(id).withStdOut(true).withStdErr(true).exec(frames).awaitCompletion();

        assertThat(code).isEqualTo(3);
        assertThat(frames.text(StreamType.STDOUT)).isEqualTo("out\n");
        assertThat(frames.text(StreamType.STDERR)).isEqualTo("err\n");
    }

    @Test
    void inspect_and_list_agree() {
        var id =
                docker.createContainerCmd(IMAGE)
                        .withName("listed")
                        .withCmd("sleep", "1000")
                        .withEnv("COLOUR=red")
                        .withHostConfig(NO_NETWORK)
                        .exec()
                        .getId();
        docker.startContainerCmd(id).exec();

        var shown = docker.inspectContainerCmd(id).exec();
        var listed = docker.listContainersCmd().exec();

        assertThat(shown.getName()).isEqualTo("/listed");
        assertThat(shown.getState().getRunning()).isTrue();
        assertThat(shown.getState().getPidLong()).isPositive();
        assertThat(shown.getConfig().getEnv()).contains("COLOUR=red");
        assertThat(listed).hasSize(1);
        assertThat(listed.getFirst().getId()).isEqualTo(id);
        assertThat(listed.getFirst().getNames()).containsExactly("/listed");
        assertThat(listed.getFirst().getState()).isEqualTo("running");
    }

    @Test
    void attach_sends_input_and_reads_on_after_it() throws Exception {
        var id =
                docker.createContainerCmd(IMAGE)
                        .withCmd("sh", "-c", "head -n 1; sleep 1; echo done")
                        .withAttachStdin(true)
                        .withAttachStdout(true)
                        .withStdinOpen(true)
                        .withStdInOnce(true)
                        .withHostConfig(NO_NETWORK)
                        .exec()
                        .getId();
        var frames = new KindFrames();
        docker.attachContainerCmd(id)
                .withStdIn(input("x\n"))
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(frames)
                .awaitStarted();

        docker.startContainerCmd(id).exec();

        assertThat(frames.awaitCompletion(90, TimeUnit.SECONDS)).isTrue();
        assertThat(frames.text(StreamType.STDOUT)).isEqualTo("x\ndone\n");
    }

    @Test
    void exec_sends_input_and_reads_on_after_it() throws Exception {
        var id = running("sleep", "1000");
        var exec =
                docker.execCreateCmd(id)
                        .withCmd("sh", "-c", "head -n 1; sleep 1; echo done; exit 5")
                        .withAttachStdin(true)
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .exec()
                        .getId();
        var frames = new KindFrames();

        docker.execStartCmd(exec).withStdIn(input("x\n")).exec(frames);

        assertThat(frames.awaitCompletion(90, TimeUnit.SECONDS)).isTrue();
        assertThat(frames.text(StreamType.STDOUT)).isEqualTo("x\ndone\n");
        assertThat(docker.inspectExecCmd(exec).exec().getExitCodeLong()).isEqualTo(5);
    }

    @Test
    void logs_are_followed_to_the_end() throws InterruptedException {
        var id = running("sh", "-c", "for i in 1 2 3; do echo $i; sleep 0.1; done");
        var frames = new KindFrames();

        docker.logContainerCmd(id).withStdOut(true).withFollowStream(true).exec(frames);

        assertThat(frames.awaitCompletion(90, TimeUnit.SECONDS)).isTrue();
        assertThat(frames.text(StreamType.STDOUT)).isEqualTo("1\n2\n3\n");
    }

    @Test
    void stop_kill_restart_pause_and_rename_do_what_they_say() {
        var id = running("sleep", "1000");

        docker.pauseContainerCmd(id).exec();
        assertThat(state(id)).isEqualTo("paused");
        docker.unpauseContainerCmd(id).exec();
        docker.renameContainerCmd(id).withName("renamed").exec();
        assertThat(docker.inspectContainerCmd("renamed").exec().getId()).isEqualTo(id);
        docker.restartContainerCmd(id).withTimeout(0).exec();
        assertThat(state(id)).isEqualTo("running");
        docker.stopContainerCmd(id).withTimeout(0).exec();
        assertThat(state(id)).isEqualTo("exited");
        assertThatThrownBy(() -> docker.stopContainerCmd(id).exec())
                .isInstanceOf(NotModifiedException.class);
        assertThatThrownBy(() -> docker.killContainerCmd(id).exec())
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void what_is_missing_is_not_found() {
        assertThatThrownBy(() -> docker.inspectContainerCmd("missing").exec())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("No such container: missing");
        assertThatThrownBy(() -> docker.createContainerCmd("missing:1").exec())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("No such image: missing:1");
    }

    @Test
    void events_arrive_while_they_happen() throws IOException {
        var seen = new ConcurrentLinkedQueue<String>();
        var callback =
                new ResultCallback.Adapter<Event>() {
                    @Override
                    public void onNext(Event event) {
                        seen.add(event.getAction() + " " + event.getId());
                    }
                };
        var stream = docker.eventsCmd().withEventTypeFilter("container").exec(callback);
        try {
            // The stream tells nothing of its own start: containers are made until one is seen.
            Awaitility.await()
                    .until(
                            () -> {
                                docker.removeContainerCmd(create("true")).exec();
                                return !seen.isEmpty();
                            });
            var id = create("true");
            docker.startContainerCmd(id).exec();
            docker.waitContainerCmd(id).start().awaitStatusCode();

            Awaitility.await().until(() -> seen.contains("die " + id));
            assertThat(seen).containsSubsequence("create " + id, "start " + id, "die " + id);
        } finally {
            stream.close();
        }
    }

    @Test
    void an_archive_is_loaded_though_the_answer_is_not_read() throws IOException {
        docker.tagImageCmd(IMAGE, "loaded", "1").exec();
        try (var archive = docker.saveImageCmd("loaded").withTag("1").exec()) {
            docker.removeImageCmd("loaded:1").exec();

            docker.loadImageCmd(archive).exec();
        }

        Awaitility.await().untilAsserted(() -> docker.inspectImageCmd("loaded:1").exec());
        docker.removeImageCmd("loaded:1").exec();
    }

    @Test
    void an_image_is_tagged_saved_and_removed() throws IOException {
        docker.tagImageCmd(IMAGE, "tagged", "2").exec();

        var shown = docker.inspectImageCmd("tagged:2").exec();
        try (var saved = docker.saveImageCmd("tagged").withTag("2").exec()) {
            assertThat(saved.readAllBytes()).hasSizeGreaterThan(1_000_000);
        }
        docker.removeImageCmd("tagged:2").exec();

        assertThat(shown.getRepoTags()).contains("tagged:2", IMAGE);
        assertThat(docker.listImagesCmd().exec())
                .anySatisfy(image -> assertThat(image.getRepoTags()).contains(IMAGE))
                .noneSatisfy(image -> assertThat(image.getRepoTags()).contains("tagged:2"));
    }

    private String create(String... command) {
        return create(asked -> asked.withCmd(command));
    }

    private String state(String id) {
        return String.valueOf(docker.inspectContainerCmd(id).exec().getState().getStatus());
    }

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    /// What arrives on a stream, by kind.
    private static final class KindFrames extends ResultCallback.Adapter<Frame> {
        private final ConcurrentLinkedQueue<Frame> frames = new ConcurrentLinkedQueue<>();

        @Override
        public void onNext(Frame frame) {
            frames.add(frame);
        }

        String text(StreamType kind) {
            var text = new StringBuilder();
            for (var frame : frames) {
                if (frame.getStreamType() == kind)
                    text.append(new String(frame.getPayload(), UTF_8));
            }
            return text.toString();
        }
    }
}
