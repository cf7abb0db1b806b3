package dev.caisson.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.EngineApi;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What clients do wrong, or at the wrong moment, is answered as Docker answers it.
@Tag("kernel")
@Timeout(300)
class MisuseIT {
    private static TestedEngine engine;
    private static EngineApi api;

    @BeforeAll
    static void startEngine() {
        engine = TestedEngine.start();
        api = new EngineApi(new ApiClient(engine.socket()));
        api.load(BusyboxImage.archive(engine.files()));
    }

    @AfterAll
    static void endEngine() {
        if (engine != null) engine.close();
    }

    @AfterEach
    void removeContainers() {
        api.containers().forEach(api::remove);
    }

    @Test
    void a_second_start_or_stop_changes_nothing() {
        var id = api.run("sleep", "9999");

        assertThat(post(id, "start")).isEqualTo(304);
        assertThat(post(id, "stop?t=0")).isEqualTo(204);
        assertThat(post(id, "stop?t=0")).isEqualTo(304);
        assertThat(post(id, "kill")).isEqualTo(409);
    }

    @Test
    void what_runs_is_not_removed_without_force() {
        var id = api.run("sleep", "9999");

        assertThat(api.client().delete("/containers/" + id).status()).isEqualTo(409);
        assertThat(post(id, "pause")).isEqualTo(204);
        assertThat(post(id, "pause")).isEqualTo(409);
        assertThat(post(id, "start")).isEqualTo(409);
        assertThat(api.client().delete("/containers/" + id).status()).isEqualTo(409);
        assertThat(api.client().delete("/containers/" + id + "?force=1").status()).isEqualTo(204);
        assertThat(api.client().delete("/containers/" + id + "?force=1").status()).isEqualTo(404);
    }

    @Test
    void what_is_stopped_takes_no_exec_and_no_size() {
        var id = api.create("true");
        var exec = api.client().post("/containers/" + id + "/exec", Map.of("Cmd", List.of("true")));

        assertThat(exec.status()).isEqualTo(409);
        assertThat(exec.message()).startsWith("container ").endsWith(" is not running");
        assertThat(post(id, "resize?h=1&w=1")).isEqualTo(409);
        assertThat(post(id, "unpause")).isEqualTo(409);
        assertThat(api.client().get("/containers/" + id + "/top").status()).isEqualTo(409);
    }

    @Test
    void what_is_gone_is_not_found_by_any_operation() {
        var id = api.create("true");
        api.remove(id);

        for (var verb : List.of("start", "stop", "kill", "pause", "attach", "wait", "restart")) {
            assertThat(post(id, verb)).as(verb).isEqualTo(404);
        }
        for (var noun : List.of("json", "logs?stdout=1", "top", "stats", "changes", "export")) {
            assertThat(api.client().get("/containers/" + id + "/" + noun).status())
                    .as(noun)
                    .isEqualTo(404);
        }
        assertThat(api.client().get("/containers/" + id + "/json").message())
                .isEqualTo("No such container: " + id);
    }

    @Test
    void a_wait_ends_with_the_removal_whatever_it_waits_for() throws IOException {
        for (var condition : List.of("not-running", "next-exit", "removed")) {
            var id = api.run("sleep", "9999");
            var path = "/containers/" + id + "/wait?condition=" + condition;
            try (var waiting = api.client().open("POST", path, null)) {
                assertThat(waiting.status()).isEqualTo(200);

                api.remove(id);

                assertThat(
                                new String(
                                        waiting.body().readAllBytes(),
                                        java.nio.charset.StandardCharsets.UTF_8))
                        .as(condition)
                        .startsWith("{\"StatusCode\":137");
            }
        }
        assertThat(post(api.create("true"), "wait?condition=sometime")).isEqualTo(400);
    }

    @Test
    void two_clients_stop_one_container_at_once() {
        var id = api.run("sh", "-c", "trap 'exit 3' TERM; while :; do sleep 0.1; done");

        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var stops =
                    List.of(1, 2, 3).stream()
                            .map(
                                    _ ->
                                            CompletableFuture.supplyAsync(
                                                    () -> post(id, "stop"), clients))
                            .toList();
            for (var stop : stops) assertThat(stop.join()).isIn(204, 304);
        }

        assertThat(api.inspect(id).at("/State/Status").asString()).isEqualTo("exited");
    }

    @Test
    void a_name_is_taken_once() {
        var one = api.create("true");
        var other = api.create("true");
        assertThat(post(one, "rename?name=caisson-taken")).isEqualTo(204);

        var answer = api.client().post("/containers/" + other + "/rename?name=caisson-taken", null);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.message())
                .startsWith("Conflict. The container name \"/caisson-taken\" is already in use by")
                .contains(one);
        assertThat(post(other, "rename?name=")).isEqualTo(400);
        assertThat(post(one, "rename?name=caisson-taken")).isEqualTo(400);
    }

    @Test
    void what_this_engine_does_not_have_is_answered_with_dockers_words() {
        var client = api.client();
        var id = api.create("true");

        assertThat(client.get("/plugins").text()).isEqualTo("[]\n");
        assertThat(client.get("/plugins/x/json").status()).isEqualTo(404);
        assertThat(client.get("/plugins/x/json").message()).contains("plugin \"x\" not found");
        assertThat(client.post("/plugins/x/enable", null).status()).isEqualTo(404);
        assertThat(client.delete("/plugins/x").status()).isEqualTo(404);
        assertThat(client.get("/swarm").status()).isEqualTo(503);
        assertThat(client.get("/services").message())
                .startsWith("This node is not a swarm manager");
        assertThat(client.get("/containers/" + id + "/checkpoints").status()).isEqualTo(200);
        assertThat(client.get("/containers/" + id + "/checkpoints").text()).isEqualTo("[]\n");
        assertThat(
                        client.post(
                                        "/containers/" + id + "/checkpoints",
                                        Map.of("CheckpointID", "x"))
                                .status())
                .isEqualTo(501);
        assertThat(client.delete("/containers/" + id + "/checkpoints/x").status()).isEqualTo(404);
    }

    @Test
    void devices_of_drivers_that_are_not_there_are_refused_at_the_start() {
        assertThat(
                        startWith(
                                Map.of(
                                        "Count",
                                        -1,
                                        "Capabilities",
                                        List.of(List.of("gpu", "utility")))))
                .isEqualTo(
                        "could not select device driver \"\" with capabilities: [[gpu utility]]");
        assertThat(startWith(Map.of("Driver", "cdi", "DeviceIDs", List.of("v.com/gpu=a", "x"))))
                .isEqualTo("CDI device injection failed: unresolvable CDI devices v.com/gpu=a, x");
        assertThat(startWith(Map.of("Driver", "cdi", "Count", 1)))
                .isEqualTo("unexpected count in CDI device request");
        assertThat(startWith(Map.of("Driver", "nvidia")))
                .isEqualTo("could not select device driver \"nvidia\" with capabilities: []");
    }

    private static String startWith(Map<String, Object> request) {
        var id = api.create(Map.of(), Map.of("DeviceRequests", List.of(request)), "true");
        var start = api.client().post("/containers/" + id + "/start", null);
        assertThat(start.status()).isEqualTo(500);
        assertThat(api.inspect(id).at("/State/Error").asString()).isEqualTo(start.message());
        assertThat(api.inspect(id).at("/HostConfig/DeviceRequests")).hasSize(1);
        return start.message();
    }

    private static int post(String id, String verb) {
        return api.client().post("/containers/" + id + "/" + verb, null).status();
    }
}
