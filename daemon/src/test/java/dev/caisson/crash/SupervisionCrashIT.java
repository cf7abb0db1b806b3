package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that is killed goes on looking after its containers when it comes back: their checks,
/// their restarts, their removal.
@Tag("kernel")
@Timeout(120)
class SupervisionCrashIT {
    private static final Map<String, Object> ALWAYS =
            Map.of("RestartPolicy", Map.of("Name", "always"));

    @Test
    void a_check_that_was_under_way_is_ended_and_the_next_one_counts(@TempDir Path gate)
            throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = engine(daemon);
            var check =
                    List.of("CMD-SHELL", "touch /gate/begun; until [ -e /gate/open ]; do :; done");
            var health = Map.of("Test", check, "Interval", 100_000_000L, "Retries", 1);
            var id =
                    api.create(
                            Map.of("Healthcheck", health),
                            Map.of("Binds", List.of(gate + ":/gate")),
                            "sleep",
                            "1000");
            api.start(id);
            Awaitility.await().until(() -> Files.exists(gate.resolve("begun")));

            daemon.crash();
            // The check of the killed daemon still waits and has said that it begun: whoever says
            // so from now on is the next one.
            Files.delete(gate.resolve("begun"));
            daemon.restart();

            Awaitility.await().until(() -> Files.exists(gate.resolve("begun")));
            // Its own touch may not have ended yet; a check left behind never would.
            Awaitility.await().untilAsserted(() -> assertThat(processes(api, id)).isEqualTo(2));
            Files.createFile(gate.resolve("open"));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(health(api, id)).isEqualTo("healthy"));
            api.remove(id);
        }
    }

    @Test
    void restarts_that_are_counted_down_are_made_and_their_number_is_kept() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = engine(daemon);
            var always = api.create(Map.of(), ALWAYS, "false");
            var four = Map.<String, Object>of("Name", "on-failure", "MaximumRetryCount", 4);
            var some = api.create(Map.of(), Map.of("RestartPolicy", four), "sh", "-c", "exit 7");
            api.start(always);
            api.start(some);
            Awaitility.await().until(() -> waits(api, always) && restarts(api, always) >= 2);
            int before = restarts(api, always);

            daemon.crash();
            daemon.restart();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> restarts(api, always) > before);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> state(api, some, "Status").equals("exited"));
            assertThat(restarts(api, some)).isEqualTo(4);
            assertThat(state(api, some, "ExitCode")).isEqualTo("7");
            api.remove(always);
            api.remove(some);
        }
    }

    @Test
    void what_removes_itself_goes_with_its_volumes_whenever_it_ends(@TempDir Path gate)
            throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = engine(daemon);
            var first = selfRemoving(api, gate, "first");
            var second = selfRemoving(api, gate, "second");
            var pid = Long.parseLong(state(api, first, "Pid"));

            daemon.crash();
            Files.createFile(gate.resolve("first"));
            Awaitility.await().until(() -> ProcessHandle.of(pid).isEmpty());
            daemon.restart();

            Awaitility.await()
                    .untilAsserted(() -> assertThat(api.containers()).containsExactly(second));
            Files.createFile(gate.resolve("second"));
            Awaitility.await().untilAsserted(() -> assertThat(api.containers()).isEmpty());
            assertThat(api.client().get("/volumes").json().get("Volumes")).isEmpty();
            Awaitility.await().until(() -> daemon.traces().equals(Traces.none()));
        }
    }

    private static EngineApi engine(DaemonProcess daemon) {
        var api = daemon.api();
        api.load(BusyboxImage.archive(daemon.files()));
        return api;
    }

    private static String selfRemoving(EngineApi api, Path gate, String name) {
        var id =
                api.create(
                        Map.of("Volumes", Map.of("/data", Map.of())),
                        Map.of("AutoRemove", true, "Binds", List.of(gate + ":/gate")),
                        "sh",
                        "-c",
                        "until [ -e /gate/" + name + " ]; do usleep 10000; done");
        api.start(id);
        return id;
    }

    private static String health(EngineApi api, String id) {
        return api.inspect(id).at("/State/Health/Status").asString();
    }

    private static String state(EngineApi api, String id, String field) {
        return api.inspect(id).at("/State/" + field).asString();
    }

    private static boolean waits(EngineApi api, String id) {
        return state(api, id, "Status").equals("restarting");
    }

    private static int restarts(EngineApi api, String id) {
        return api.inspect(id).get("RestartCount").asInt();
    }

    private static int processes(EngineApi api, String id) {
        return api.client().get("/containers/" + id + "/top").json().get("Processes").size();
    }
}
