package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The memory of exits, and the order of starts and stops.
@Tag("foreign")
class SupervisionIT extends KillableEngine {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void inspect_shows_the_last_exits_over_a_death_of_the_daemon() {
        run("worker", "--restart", "on-failure:2", IMAGE, "sh", "-c", "exit 3");
        await("worker", "{{.State.Status}} {{.RestartCount}}", "exited 2");
        docker.ok("update", "--restart", "no", "worker");
        daemon.crash();
        daemon.restart();
        docker.ok("start", "worker");
        docker.ok("wait", "worker");
        run("killed", IMAGE, "sleep", "9999");
        docker.ok("kill", "killed");

        var exits = daemon.api().inspect("worker").get("State").get("Exits");
        assertThat(exits).hasSize(4);
        assertThat(exits.get(0).get("ExitCode").asInt()).isEqualTo(3);
        assertThat(exits.get(0).get("Duration").asLong()).isNotNegative();
        assertThat(exits.get(0).has("Signal")).isFalse();
        var killed = daemon.api().inspect("killed").get("State").get("Exits");
        assertThat(killed.get(0).get("Signal").asString()).isEqualTo("SIGKILL");
    }

    @Test
    void a_start_of_the_daemon_is_no_restart_and_goes_by_dependencies() {
        run(
                "db",
                "--restart",
                "always",
                "--health-cmd",
                "test -e /dev/shm/ready",
                "--health-interval",
                "100ms",
                "--health-start-period",
                "10s",
                IMAGE,
                "sh",
                "-c",
                "sleep 0.5; touch /dev/shm/ready; sleep 9999");
        run(
                "web",
                "--restart",
                "always",
                "--label",
                "dev.caisson.depends-on=db:healthy",
                IMAGE,
                "sleep",
                "9999");
        var begun = new ArrayList<String>();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> inspect("db", "{{.State.Health.Status}}").equals("healthy"));

        daemon.api().client().post("/caisson/shutdown", null);
        assertThat(events("stop")).containsExactly("web", "db");
        daemon.terminate();
        daemon.restart();

        await("web", "{{.State.Status}} {{.RestartCount}}", "running 0");
        begun.addAll(
                List.of(
                        inspect("db", "{{.State.StartedAt}}"),
                        inspect("web", "{{.State.StartedAt}}")));
        assertThat(begun).isSorted();
        assertThat(inspect("db", "{{.State.Health.Status}} {{.RestartCount}}"))
                .isEqualTo("healthy 0");
    }

    @Test
    void a_start_starts_what_it_depends_on_first() {
        docker.ok("create", "--name", "below", "--network", "none", IMAGE, "sleep", "9999");
        docker.ok("create", "--name", "job", "--network", "none", IMAGE, "sh", "-c", "exit 1");
        run("above", "--label", "dev.caisson.depends-on=below", IMAGE, "sleep", "9999");

        assertThat(inspect("below", "{{.State.Status}}")).isEqualTo("running");
        docker.ok(
                "create",
                "--name",
                "never",
                "--network",
                "none",
                "--label",
                "dev.caisson.depends-on=job:completed",
                IMAGE,
                "true");
        assertThat(docker.run("start", "never").err())
                .contains("its dependency job is not completed");
    }

    @Test
    void nobody_waits_for_the_health_of_what_has_ended() {
        run(
                "dies",
                "--health-cmd",
                "false",
                "--health-start-period",
                "1h",
                "--health-interval",
                "1h",
                IMAGE,
                "sh",
                "-c",
                "sleep 1");
        docker.ok(
                "create",
                "--name",
                "waits",
                "--network",
                "none",
                "--label",
                "dev.caisson.depends-on=dies:healthy",
                IMAGE,
                "true");
        var start =
                CompletableFuture.supplyAsync(
                        () -> docker.run("start", "waits").err(), Thread::startVirtualThread);

        assertThat(start)
                .succeedsWithin(PATIENCE)
                .asString()
                .contains("its dependency dies is not healthy");
    }

    @Test
    void a_memory_kill_is_told_while_the_container_lives_on() {
        run(
                "hungry",
                "-m",
                "16m",
                "--memory-swap",
                "16m",
                IMAGE,
                "sh",
                "-c",
                "dd if=/dev/zero of=/dev/null bs=64M count=1; touch /survived; sleep 9999");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> docker.run("exec", "hungry", "test", "-e", "/survived").code() == 0);

        Awaitility.await().atMost(PATIENCE).until(() -> events("oom").contains("hungry"));

        assertThat(inspect("hungry", "{{.State.Status}}")).isEqualTo("running");
        docker.ok("kill", "hungry");
        assertThat(events("oom")).containsOnlyOnce("hungry");
    }

    private void run(String name, String... arguments) {
        var all = new ArrayList<>(List.of("run", "-d", "--name", name, "--network", "none"));
        all.addAll(List.of(arguments));
        docker.ok(all.toArray(String[]::new));
    }

    private List<String> events(String action) {
        var found =
                docker.ok(
                        "events",
                        "--since",
                        "1",
                        "--until",
                        java.time.Instant.now().toString(),
                        "--filter",
                        "event=" + action,
                        "--filter",
                        "type=container",
                        "--format",
                        "{{.Actor.Attributes.name}}");
        return found.lines().toList();
    }

    private String inspect(String name, String format) {
        return docker.ok("inspect", "--format", format, name);
    }

    private void await(String name, String format, String expected) {
        Awaitility.await().atMost(PATIENCE).until(() -> inspect(name, format).equals(expected));
    }
}
