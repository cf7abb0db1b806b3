package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// A daemon that is killed loses nothing of its containers.
@Tag("kernel")
@Timeout(300)
class DaemonCrashIT {
    private static final int CONTAINERS = 50;

    /// Every fifth container ends while the daemon is down.
    private static final int ENDS = 5;

    @Test
    void fifty_containers_outlive_the_daemon_with_every_line_and_code() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            var gate = Files.createDirectory(daemon.files().resolve("gate"));
            var containers = startPrinters(api, gate);
            Awaitility.await()
                    .until(() -> containers.stream().allMatch(id -> !api.output(id).isEmpty()));
            var pids = pids(api, containers);

            daemon.crash();
            Files.createFile(gate.resolve("open"));
            awaitEnded(pids, containers);
            daemon.restart();

            assertThat(api.containers()).containsExactlyInAnyOrderElementsOf(containers);
            for (int number = 0; number < CONTAINERS; number++) {
                var id = containers.get(number);
                var state = api.inspect(id).get("State");
                if (number % ENDS == 0) {
                    assertThat(state.get("Status").asString()).isEqualTo("exited");
                    assertThat(state.get("ExitCode").asInt()).isEqualTo(number + 1);
                } else {
                    assertThat(state.get("Status").asString()).isEqualTo("running");
                    assertThat(state.get("Pid").asLong()).isEqualTo(pids.get(id));
                }
            }
            Files.createFile(gate.resolve("last"));
            for (int number = 0; number < CONTAINERS; number++) {
                assertThat(api.await(containers.get(number))).isEqualTo(number + 1);
                assertEveryLine(api.output(containers.get(number)).lines().toList());
                api.remove(containers.get(number));
            }
            Awaitility.await().until(() -> daemon.traces().equals(Traces.none()));
            try (var left = Files.list(daemon.dataRoot().resolve("containers"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void a_survivor_runs_commands_and_can_be_stopped() {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            var id =
                    api.run(
                            "sh",
                            "-c",
                            "trap 'echo bye; exit 3' TERM; while :; do sleep 0.1; done");

            daemon.crash();
            daemon.restart();

            var asked = Map.of("Cmd", List.of("hostname"), "AttachStdout", true);
            var exec = api.client().post("/containers/" + id + "/exec", asked).json().get("Id");
            var start = "/exec/" + exec.asString() + "/start";
            assertThat(api.client().post(start, Map.of("Detach", false)).text())
                    .contains(id.substring(0, 12));
            assertThat(api.client().post("/containers/" + id + "/stop?t=10", null).status())
                    .isEqualTo(204);
            assertThat(api.output(id)).isEqualTo("bye\n");
            assertThat(api.inspect(id).at("/State/ExitCode").asInt()).isEqualTo(3);
        }
    }

    @Test
    void exec_sessions_outlive_the_daemon() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            var id = api.run("sleep", "1000");
            // The first ends while no daemon is there, the second after, and writes more than a
            // pipe holds; the third waits for its input.
            var ends =
                    exec(
                            api,
                            id,
                            "sh",
                            "-c",
                            "until [ -e /tmp/go ]; do usleep 10000; done; exit 3");
            var writes =
                    exec(
                            api,
                            id,
                            "sh",
                            "-c",
                            "yes | head -c 300000; until [ -e /tmp/last ]; do usleep 10000; done;"
                                    + " exit 4");
            var reads = exec(api, id, "cat");
            for (var exec : List.of(ends, writes, reads)) awaitWritten(daemon, id, exec);
            var first = session(api, ends);
            var root = Path.of("/proc", api.inspect(id).at("/State/Pid").asString(), "root/tmp");

            daemon.crash();
            boolean _ = Files.createDirectories(root).toFile().exists();
            Files.createFile(root.resolve("go"));
            Awaitility.await().until(() -> ProcessHandle.of(first.get("Pid").asLong()).isEmpty());
            daemon.restart();

            assertThat(exitCode(api, ends)).isEqualTo(3);
            assertThat(exitCode(api, reads)).isZero();
            assertThat(api.inspect(id).get("ExecIDs").valueStream().map(JsonNode::asString))
                    .containsExactly(writes);
            var running = session(api, writes);
            assertThat(running.get("Running").asBoolean()).isTrue();
            assertThat(running.get("ContainerID").asString()).isEqualTo(id);
            Files.createFile(root.resolve("last"));
            assertThat(exitCode(api, writes)).isEqualTo(4);
        }
    }

    @Test
    void what_runs_stays_where_it_was_when_the_parent_of_groups_is_changed() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            var id = api.run("sleep", "1000");

            daemon.terminate();
            daemon.restartBeneath("later");

            assertThat(exitCode(api, exec(api, id, "true"))).isZero();
            var stats = api.client().get("/containers/" + id + "/stats?stream=0").json();
            assertThat(stats.at("/pids_stats/current").asInt()).isPositive();
            api.remove(id);
            assertThat(daemon.traces().cgroups()).isEmpty();
        }
    }

    @Test
    void a_session_that_was_not_yet_written_down_is_ended() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            // What is in the background comes to the holder, where the host's processes are shared,
            // or to an init of ours: it is not taken for a session.
            var host = Map.<String, Object>of("PidMode", "host");
            var id = api.create(Map.of(), host, "sh", "-c", "(sleep 1001 &); exec sleep 1000");
            api.start(id);
            Awaitility.await().untilAsserted(() -> assertThat(processes(api, id)).isEqualTo(2));
            var inside = api.create(Map.of(), Map.of("Init", true), "sleep", "1000");
            api.start(inside);
            awaitWritten(daemon, inside, exec(api, inside, "sleep", "1000"));
            var lost = exec(api, id, "cat");
            var known = exec(api, id, "sleep", "1000");
            awaitWritten(daemon, id, lost);
            awaitWritten(daemon, id, known);
            var unknown = session(api, lost);

            daemon.crash();
            Files.delete(record(daemon, id, lost));
            daemon.restart();

            Awaitility.await().until(() -> ProcessHandle.of(unknown.get("Pid").asLong()).isEmpty());
            assertThat(session(api, known).get("Running").asBoolean()).isTrue();
            assertThat(processes(api, id)).isEqualTo(3);
            assertThat(processes(api, inside)).isEqualTo(3);
            assertThat(record(daemon, id, known)).exists();
            assertThat(record(daemon, id, lost).getParent()).doesNotExist();
            api.remove(id);
            api.remove(inside);
        }
    }

    private static int processes(EngineApi api, String id) {
        return api.client().get("/containers/" + id + "/top").json().get("Processes").size();
    }

    /// A client is told that its session begins before that is written down.
    private static void awaitWritten(DaemonProcess daemon, String container, String exec) {
        Awaitility.await().until(() -> Files.exists(record(daemon, container, exec)));
    }

    private static Path record(DaemonProcess daemon, String container, String exec) {
        return daemon.dataRoot()
                .resolve(Path.of("containers", container, "exec", exec, "session.json"));
    }

    /// Starts a session whose client does not read.
    private static String exec(EngineApi api, String container, String... command) {
        var asked =
                Map.of(
                        "Cmd",
                        List.of(command),
                        "AttachStdin",
                        true,
                        "AttachStdout",
                        true,
                        "AttachStderr",
                        true);
        var path = "/containers/" + container + "/exec";
        var exec = api.client().post(path, asked).json().get("Id").asString();
        api.client().hijack("/exec/" + exec + "/start", Map.of("Detach", false));
        return exec;
    }

    private static int exitCode(EngineApi api, String exec) {
        Awaitility.await().until(() -> !session(api, exec).get("Running").asBoolean());
        return session(api, exec).get("ExitCode").asInt(-1);
    }

    private static JsonNode session(EngineApi api, String exec) {
        var answer = api.client().get("/exec/" + exec + "/json");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void the_input_of_a_container_stays_open_over_a_crash() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            var id = api.create(Map.of("OpenStdin", true), Map.of(), "cat");
            api.start(id);

            daemon.crash();
            daemon.restart();

            assertThat(api.inspect(id).at("/State/Running").asBoolean()).isTrue();
            var attach = "/containers/" + id + "/attach?stream=1&stdin=1&stdout=1";
            try (var exchange = api.client().hijack(attach, null)) {
                exchange.write(new byte[] {'h', 'i', '\n'});
                Awaitility.await().until(() -> api.output(id).equals("hi\n"));
            }
        }
    }

    @Test
    void a_daemon_that_ends_leaves_its_containers_running() {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            var id = api.run("sleep", "1000");
            var pid = api.inspect(id).at("/State/Pid").asLong();

            assertThat(daemon.terminate()).isZero();
            assertThat(ProcessHandle.of(pid)).isPresent();
            daemon.restart();

            assertThat(api.inspect(id).at("/State/Pid").asLong()).isEqualTo(pid);
        }
    }

    @Test
    void an_always_restarted_container_that_ended_meanwhile_runs_again() {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            var policy = Map.<String, Object>of("RestartPolicy", Map.of("Name", "always"));
            var id = api.create(Map.of(), policy, "sleep", "1000");
            api.start(id);
            var pid = api.inspect(id).at("/State/Pid").asLong();

            daemon.crash();
            var container = ProcessHandle.of(pid).orElseThrow();
            container.destroyForcibly();
            Awaitility.await().until(() -> !container.isAlive());
            daemon.restart();

            Awaitility.await().until(() -> api.inspect(id).at("/State/Running").asBoolean());
            assertThat(api.inspect(id).at("/State/Pid").asLong()).isNotEqualTo(pid);
        }
    }

    /// Each counts until its gate opens; then it says so and ends with its number.
    private static List<String> startPrinters(EngineApi api, Path gate) {
        var host = Map.<String, Object>of("Binds", List.of(gate + ":/gate:ro"));
        var containers = new ArrayList<String>();
        for (int number = 0; number < CONTAINERS; number++) {
            var name = number % ENDS == 0 ? "open" : "last";
            var command =
                    "i=0; while [ ! -e /gate/"
                            + name
                            + " ]; do echo $i; i=$((i+1)); usleep 20000; done; "
                            + "echo end; exit "
                            + (number + 1);
            var id = api.create(Map.of(), host, "sh", "-c", command);
            api.start(id);
            containers.add(id);
        }
        return containers;
    }

    private static Map<String, Long> pids(EngineApi api, List<String> containers) {
        var pids = new HashMap<String, Long>();
        for (var id : containers) pids.put(id, api.inspect(id).at("/State/Pid").asLong());
        return pids;
    }

    private static void awaitEnded(Map<String, Long> pids, List<String> containers) {
        for (int number = 0; number < CONTAINERS; number += ENDS) {
            long pid = pids.getOrDefault(containers.get(number), 0L);
            Awaitility.await().until(() -> ProcessHandle.of(pid).isEmpty());
        }
    }

    private static void assertEveryLine(List<String> lines) {
        int count = lines.size() - 1;
        assertThat(lines.getLast()).isEqualTo("end");
        assertThat(lines.subList(0, count))
                .isEqualTo(IntStream.range(0, count).mapToObj(Integer::toString).toList());
    }
}
