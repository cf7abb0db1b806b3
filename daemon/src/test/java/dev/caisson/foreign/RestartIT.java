package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Restart policies, updates and automatic removal, over crashes of the daemon too.
@Tag("foreign")
class RestartIT extends KillableEngine {
    @Test
    void on_failure_gives_up_after_so_many_times() {
        run("failing", "on-failure:2", "exit 3");

        await("failing", "{{.State.Status}} {{.RestartCount}}", "exited 2");
        assertThat(inspect("failing", "{{.State.ExitCode}}")).isEqualTo("3");
    }

    @Test
    void on_failure_leaves_a_success_alone() {
        run("fine", "on-failure", "exit 0");

        assertThat(docker.ok("wait", "fine")).isEqualTo("0");
        assertThat(inspect("fine", "{{.State.Status}} {{.RestartCount}}")).isEqualTo("exited 0");
    }

    @Test
    void always_starts_again_until_it_is_stopped() {
        run("busy", "always", "sleep 0.1");
        Awaitility.await().until(() -> Integer.parseInt(inspect("busy", "{{.RestartCount}}")) >= 2);

        docker.ok("stop", "busy");

        assertThat(inspect("busy", "{{.State.Status}}")).isEqualTo("exited");
    }

    @Test
    void force_removes_what_waits_for_its_next_start() {
        run("waiting", "always", "exit 3");
        await("waiting", "{{.State.Status}}", "restarting");

        docker.ok("rm", "-f", "waiting");

        assertThat(docker.run("inspect", "waiting").code()).isEqualTo(1);
    }

    @Test
    void the_start_of_a_daemon_follows_the_policies() {
        run("always", "always", "sleep 9999");
        run("unless", "unless-stopped", "sleep 9999");
        run("stopped", "unless-stopped", "sleep 9999");
        run("never", "no", "sleep 9999");
        for (var name : List.of("always", "stopped", "never")) docker.ok("stop", "-t0", name);
        daemon.crash();
        daemon.restart();

        await("always", "{{.State.Status}}", "running");
        assertThat(inspect("unless", "{{.State.Status}} {{.RestartCount}}")).isEqualTo("running 0");
        assertThat(inspect("stopped", "{{.State.Status}}")).isEqualTo("exited");
        assertThat(inspect("never", "{{.State.Status}}")).isEqualTo("exited");
    }

    @Test
    void what_ended_while_no_daemon_was_there_is_started_again_or_removed() {
        run("again", "on-failure", "test -e /tmp/go && exit 4; sleep 9999");
        docker.ok("run", "-d", "--rm", "--name", "temporary", "-v", "/v", IMAGE, "sleep", "9999");
        var pids = new ArrayList<>(pids("again"));
        pids.addAll(pids("temporary"));

        daemon.crash();
        for (var pid : pids) ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        daemon.restart();

        await("again", "{{.State.Status}} {{.RestartCount}}", "running 1");
        Awaitility.await().until(() -> docker.run("inspect", "temporary").code() == 1);
        Awaitility.await().until(() -> docker.ok("volume", "ls", "-q").isEmpty());
    }

    @Test
    void stop_does_not_wait_for_a_first_process_that_drops_the_signal() {
        run("deaf", "no", "while :; do sleep 1; done");
        run("caught", "no", "trap 'exit 5' TERM; touch /up; while :; do sleep 0.1; done");
        Awaitility.await()
                .until(() -> docker.run("exec", "caught", "test", "-e", "/up").code() == 0);

        var begun = System.nanoTime();
        docker.ok("stop", "deaf");
        var seconds = (System.nanoTime() - begun) / 1_000_000_000;

        assertThat(seconds).isLessThan(8);
        assertThat(inspect("deaf", "{{.State.ExitCode}}")).isEqualTo("137");
        docker.ok("stop", "caught");
        assertThat(inspect("caught", "{{.State.ExitCode}}")).isEqualTo("5");
        assertThat(daemon.log()).contains("no handler for signal=15");
    }

    @Test
    void update_changes_limits_and_the_policy_of_a_container_that_runs() {
        run("tuned", "no", "sleep 9999");

        docker.ok(
                "update",
                "--memory",
                "64m",
                "--memory-swap",
                "128m",
                "--cpus",
                "0.5",
                "--pids-limit",
                "50",
                "--restart",
                "on-failure:3",
                "tuned");

        assertThat(
                        inspect(
                                "tuned",
                                "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}"
                                        + " {{.HostConfig.PidsLimit}}"
                                        + " {{.HostConfig.RestartPolicy.Name}}"))
                .isEqualTo("67108864 500000000 50 on-failure");
        assertThat(docker.ok("stats", "--no-stream", "--format", "{{.MemUsage}}", "tuned"))
                .endsWith("/ 64MiB");
        for (var pid : pids("tuned"))
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        await("tuned", "{{.State.Status}} {{.RestartCount}}", "running 1");
        assertThat(docker.ok("stats", "--no-stream", "--format", "{{.MemUsage}}", "tuned"))
                .endsWith("/ 64MiB");
        docker.ok("run", "-d", "--rm", "--name", "removed", IMAGE, "sleep", "9999");
        assertThat(docker.run("update", "--restart", "always", "removed").err())
                .contains("AutoRemove is enabled");
    }

    private void run(String name, String policy, String command) {
        docker.ok("run", "-d", "--name", name, "--restart", policy, IMAGE, "sh", "-c", command);
    }

    private String inspect(String name, String template) {
        return docker.ok("inspect", "-f", template, name);
    }

    private void await(String name, String template, String text) {
        Awaitility.await().until(() -> inspect(name, template).equals(text));
    }

    /// Of the first process of a container.
    private List<Long> pids(String name) {
        return List.of(Long.parseLong(inspect(name, "{{.State.Pid}}")));
    }
}
