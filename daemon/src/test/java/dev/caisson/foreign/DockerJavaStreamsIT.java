package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Attach, logs, exec sessions and terminals with docker-java.
class DockerJavaStreamsIT extends DockerJavaContract {
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

            assertThat(frames.awaitCompletion(90, TimeUnit.SECONDS)).isTrue();
            assertThat(frames.text().strip()).isEqualTo("greeting");
        }
    }

    @Test
    void an_attached_stream_ends_with_its_container() throws Exception {
        var id = running("sh", "-c", "echo on; sleep 0.3");
        var frames = new Frames();

        docker.attachContainerCmd(id).withStdOut(true).withFollowStream(true).exec(frames);

        assertThat(frames.awaitCompletion(90, TimeUnit.SECONDS)).isTrue();
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
            assertThat(each.awaitCompletion(90, TimeUnit.SECONDS)).isTrue();
            assertThat(each.text()).isEqualTo("early\n");
        }
        var later = new Frames();
        int tomorrow = (int) Instant.now().plus(Duration.ofDays(1)).getEpochSecond();
        docker.logContainerCmd(id).withStdOut(true).withSince(tomorrow).exec(later);
        assertThat(later.awaitCompletion(90, TimeUnit.SECONDS)).isTrue();
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

        assertThat(run(exec).awaitCompletion(90, TimeUnit.SECONDS)).isTrue();

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
        assertThat(docker.waitContainerCmd(id).start().awaitStatusCode(90, TimeUnit.SECONDS))
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
        assertThat(frames.awaitCompletion(90, TimeUnit.SECONDS)).isTrue();
        assertThat(frames.text()).contains("31 121");
    }

    private Frames run(String exec) {
        return docker.execStartCmd(exec).withDetach(false).exec(new Frames());
    }
}
