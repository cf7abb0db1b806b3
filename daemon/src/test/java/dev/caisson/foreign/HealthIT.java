package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Health checks as docker's command line shows them, over crashes of the daemon too.
@Tag("foreign")
class HealthIT extends KillableEngine {
    private static final String STATUS = "{{.State.Health.Status}}";

    @Test
    void a_container_becomes_healthy_and_then_unhealthy() {
        run("well", "test -e /tmp/ok && echo fine", "--health-start-period", "30s");

        assertThat(docker.ok("inspect", "-f", STATUS, "well")).isEqualTo("starting");
        assertThat(docker.ok("ps", "--format", "{{.Status}}")).endsWith("(health: starting)");

        docker.ok("exec", "well", "touch", "/tmp/ok");
        await("well", "healthy");
        assertThat(docker.ok("ps", "--format", "{{.Status}}")).endsWith("(healthy)");
        assertThat(docker.ok("ps", "-q", "--filter", "health=healthy")).isNotEmpty();
        assertThat(
                        docker.ok(
                                "inspect",
                                "-f",
                                "{{(index .State.Health.Log 0).ExitCode}}"
                                        + "{{range .State.Health.Log}}{{.Output}}{{end}}",
                                "well"))
                .contains("fine");

        docker.ok("exec", "well", "rm", "/tmp/ok");
        await("well", "unhealthy");
        assertThat(docker.ok("inspect", "-f", "{{.State.Health.FailingStreak}}", "well"))
                .matches("[2-9]|[1-9][0-9]+");
        Awaitility.await().until(() -> events("well").contains("health_status: unhealthy"));
        assertThat(events("well"))
                .contains("health_status: healthy", "exec_die")
                .contains("exec_create: /bin/sh -c test -e /tmp/ok && echo fine");
    }

    @Test
    void the_events_of_each_check_come_in_their_order() {
        run("often", "true");

        Awaitility.await()
                .until(() -> events("often").lines().filter("exec_die"::equals).count() > 10);

        var steps =
                events("often")
                        .lines()
                        .filter(action -> action.startsWith("exec_"))
                        .map(action -> action.replaceFirst(":.*", ""))
                        .toList();
        for (int i = 0; i + 2 < steps.size(); i += 3) {
            assertThat(steps.subList(i, i + 3))
                    .containsExactly("exec_create", "exec_start", "exec_die");
        }
    }

    @Test
    void a_check_that_takes_too_long_is_killed_and_counts_as_a_failure() {
        run("slow", "echo begun; sleep 1000", "--health-timeout", "200ms");

        await("slow", "unhealthy");

        // A shell that did not come to its first command in time said nothing.
        Awaitility.await()
                .until(
                        () ->
                                checks("slow")
                                        .matches(
                                                ".*\"ExitCode\":-1,\"Output\":\"Health check"
                                                        + " exceeded timeout \\(200ms\\): begun.*"));
        assertThat(docker.ok("top", "slow", "-o", "pid,args")).contains("sleep 9999");
    }

    @Test
    void a_command_that_is_not_there_is_unhealthy() {
        docker.ok(
                "run",
                "-d",
                "--name",
                "lost",
                "--health-cmd",
                "nonsense",
                "--health-interval",
                "100ms",
                "--health-retries",
                "1",
                IMAGE,
                "sleep",
                "9999");

        await("lost", "unhealthy");
    }

    @Test
    void nobody_checks_a_paused_container() {
        run("still", "true");
        await("still", "healthy");

        docker.ok("pause", "still");
        Awaitility.await().until(() -> checks("still").equals(checks("still")));
        docker.ok("unpause", "still");

        await("still", "healthy");
    }

    @Test
    void a_switched_off_check_is_none() {
        docker.ok("run", "-d", "--name", "off", "--no-healthcheck", IMAGE, "sleep", "9999");

        assertThat(docker.ok("inspect", "-f", "{{json .State.Health}}", "off")).isEqualTo("null");
    }

    @Test
    void checks_go_on_after_a_crash_of_the_daemon() {
        run("survivor", "test -e /tmp/ok");
        docker.ok("exec", "survivor", "touch", "/tmp/ok");
        await("survivor", "healthy");

        daemon.crash();
        daemon.restart();

        assertThat(docker.ok("inspect", "-f", STATUS, "survivor")).isEqualTo("healthy");
        docker.ok("exec", "survivor", "rm", "/tmp/ok");
        await("survivor", "unhealthy");
    }

    @Test
    void an_unhealthy_container_is_restarted_when_it_says_so(@TempDir Path given)
            throws IOException {
        run(
                "patient",
                "test -e /given/ok",
                "--label",
                "autoheal=true",
                "-t",
                "-v",
                given + ":/given");

        Awaitility.await().until(() -> events("patient").contains("restart"));
        Files.createFile(given.resolve("ok"));

        await("patient", "healthy");
    }

    @Test
    void an_unhealthy_container_is_stopped_or_killed_when_it_says_so() {
        run("stopped", "false", "--label", "dev.caisson.health-on-failure=stop", "-t");
        run("killed", "false", "--label", "dev.caisson.health-on-failure=kill");

        assertThat(docker.ok("wait", "killed")).isEqualTo("137");
        docker.ok("wait", "stopped");
        assertThat(docker.ok("inspect", "-f", STATUS, "stopped")).isEqualTo("unhealthy");
        assertThat(
                        docker.run("create", "--label", "dev.caisson.health-on-failure=pray", IMAGE)
                                .err())
                .contains("none, kill, stop or restart");
    }

    private void run(String name, String check, String... more) {
        var line = new java.util.ArrayList<String>();
        line.addAll(
                java.util.List.of(
                        "run",
                        "-d",
                        "--name",
                        name,
                        "--stop-timeout",
                        "0",
                        "--health-cmd",
                        check,
                        "--health-interval",
                        "100ms",
                        "--health-retries",
                        "2"));
        line.addAll(java.util.List.of(more));
        line.addAll(java.util.List.of(IMAGE, "sleep", "9999"));
        docker.ok(line.toArray(String[]::new));
    }

    private void await(String name, String status) {
        Awaitility.await().until(() -> docker.ok("inspect", "-f", STATUS, name).equals(status));
    }

    private String checks(String name) {
        return docker.ok("inspect", "-f", "{{json .State.Health.Log}}", name);
    }

    private String events(String name) {
        var soon = Long.toString(System.currentTimeMillis() / 1000);
        return docker.ok(
                "events",
                "--since",
                "10m",
                "--until",
                soon,
                "--filter",
                "container=" + name,
                "--format",
                "{{.Action}}");
    }
}
