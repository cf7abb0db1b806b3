package dev.caisson.foreign;

import static java.io.OutputStream.nullOutputStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.NetworkLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Containers that run while somebody is connected, and ports that several containers share; asked
/// by `curl` in namespaces of the test's own.
@Tag("foreign")
class OnDemandIT {
    private static final String IMAGE = BusyboxImage.NAME;
    private static final String SERVE =
            "echo begun; mkdir -p /w; echo hello from $HOSTNAME > /w/index.html;"
                    + " trap 'exit 0' TERM; httpd -f -p 80 -h /w & wait";
    private static final String[] PORT = {"-p", "8080:80"};

    private static NetworkLab lab;
    private static DaemonProcess daemon;
    private static DockerCli docker;

    @BeforeAll
    static void start() {
        lab = new NetworkLab();
        daemon = DaemonProcess.startIn(lab.onHost(), "caisson-od0");
        docker = DockerCli.docker(daemon);
        daemon.api().load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    static void stop() {
        try (var _ = lab) {
            if (daemon != null) {
                daemon.close();
                assertThat(lab.host("ss", "-Hltnu").out()).isEmpty();
            }
        }
    }

    @AfterEach
    void removeAll() {
        for (var id : docker.ok("ps", "-aq").lines().toList()) docker.ok("rm", "-f", id);
        Awaitility.await().until(() -> lab.host("ss", "-Hltnu").out().isEmpty());
    }

    private static String onDemand(String name, String idle, String... program) {
        var words = new ArrayList<>(List.of("run", "-d", "--name", name));
        words.addAll(List.of("--label", "dev.caisson.on-demand=true"));
        words.addAll(List.of("--label", "dev.caisson.on-demand-idle=" + idle));
        words.addAll(List.of(PORT));
        words.add(IMAGE);
        words.addAll(List.of(program));
        return docker.ok(words.toArray(String[]::new));
    }

    private static String fetched(boolean fromHost, String host) {
        var command =
                new String[] {
                    "curl", "-s", "-g", "-m", "60", "--connect-timeout", "3", "http://" + host
                };
        return (fromHost ? lab.host(command) : lab.neighbour(command)).out();
    }

    private static String shown() {
        return docker.ok("ps", "--format", "{{.Names}} {{.Status}} {{.Ports}}");
    }

    /// Waits until it shows something, which it may for a moment only: the API is quicker than a
    /// command.
    private static void awaitShown(String status) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () ->
                                daemon.api()
                                        .client()
                                        .get("/containers/json?all=1")
                                        .json()
                                        .valueStream()
                                        .anyMatch(
                                                each ->
                                                        each.get("Status")
                                                                .asString()
                                                                .contains(status)));
    }

    /// What has been written arrives a moment later.
    private static void awaitLogs(String name, String text) {
        Awaitility.await().untilAsserted(() -> assertThat(docker.ok("logs", name)).isEqualTo(text));
    }

    private static String state(String name) {
        return docker.ok("inspect", "-f", "{{.State.Status}}", name);
    }

    @Test
    void many_first_connections_start_a_container_once() {
        onDemand("lazy", "60s", "sh", "-c", "sleep 1; " + SERVE);
        assertThat(shown()).contains("lazy Idle (on demand) 0.0.0.0:8080->80/tcp");
        assertThat(state("lazy")).isEqualTo("created");

        var all =
                lab.neighbour(
                        "sh",
                        "-c",
                        "seq 20 | xargs -P 20 -I{} curl -s -m 60 http://"
                                + NetworkLab.HOST
                                + ":8080");

        assertThat(all.out().lines()).hasSize(20).allMatch(line -> line.startsWith("hello"));
        awaitLogs("lazy", "begun");
        assertThat(state("lazy")).isEqualTo("running");
        assertThat(fetched(true, "[::1]:8080")).startsWith("hello");
    }

    @Test
    void a_container_nobody_uses_is_frozen_then_stopped_and_comes_back() {
        onDemand("lazy", "3s", "sh", "-c", SERVE);
        assertThat(fetched(false, NetworkLab.HOST + ":8080")).startsWith("hello");

        awaitShown("(Frozen, on demand)");
        assertThat(state("lazy")).isEqualTo("paused");
        assertThat(fetched(false, NetworkLab.HOST + ":8080")).startsWith("hello");

        awaitShown("Idle (on demand)");
        assertThat(state("lazy")).isEqualTo("exited");
        assertThat(fetched(false, NetworkLab.HOST + ":8080")).startsWith("hello");
        awaitLogs("lazy", "begun\nbegun");
    }

    @Test
    void the_port_is_kept_by_the_next_daemon() {
        onDemand("lazy", "60s", "sh", "-c", SERVE);
        daemon.crash();
        daemon.restart();

        assertThat(shown()).contains("lazy Idle (on demand)");
        assertThat(fetched(true, "127.0.0.1:8080")).startsWith("hello");

        daemon.crash();
        daemon.restart();
        assertThat(state("lazy")).isEqualTo("running");
        assertThat(fetched(true, "127.0.0.1:8080")).startsWith("hello");
        awaitLogs("lazy", "begun");
    }

    @Test
    void an_exec_session_keeps_a_container_awake() {
        onDemand("lazy", "1s", "sh", "-c", SERVE);
        assertThat(fetched(false, NetworkLab.HOST + ":8080")).startsWith("hello");

        docker.ok("exec", "-d", "lazy", "sh", "-c", "until [ -e /over ]; do sleep 0.1; done");
        Awaitility.await()
                .during(Duration.ofSeconds(3))
                .until(() -> state("lazy").equals("running"));

        docker.ok("exec", "lazy", "touch", "/over");
        awaitShown("(Frozen, on demand)");
    }

    @Test
    void an_exec_session_thaws_a_container_and_starts_one_and_both_rest_again() {
        onDemand("lazy", "1s", "sh", "-c", SERVE);
        assertThat(docker.ok("exec", "lazy", "echo", "started")).isEqualTo("started");
        awaitShown("(Frozen, on demand)");

        assertThat(docker.ok("exec", "lazy", "echo", "thawed")).isEqualTo("thawed");

        awaitShown("(Frozen, on demand)");
    }

    @Test
    void a_frozen_container_is_looked_at_and_stays_frozen() {
        onDemand("lazy", "60s", "sh", "-c", SERVE);
        assertThat(fetched(false, NetworkLab.HOST + ":8080")).startsWith("hello");
        docker.ok("pause", "lazy");

        awaitLogs("lazy", "begun");
        assertThat(docker.ok("top", "lazy")).contains("httpd -f");
        assertThat(docker.ok("stats", "--no-stream", "lazy")).contains("lazy");
        var copied = daemon.files().resolve("copied");
        docker.ok("cp", "lazy:/w/index.html", copied.toString());
        docker.ok("cp", copied.toString(), "lazy:/w/copied");
        assertThat(copied).content().startsWith("hello");

        assertThat(state("lazy")).isEqualTo("paused");
        assertThat(docker.ok("exec", "lazy", "cat", "/w/copied")).startsWith("hello");
    }

    @Test
    void the_first_bytes_and_the_end_of_a_request_wait_for_the_container() throws Exception {
        onDemand("lazy", "60s", "sh", "-c", "sleep 1; nc -l -p 80 -e sh -c 'cat; echo the end'");

        try (var client = lab.inNeighbour(OnDemandIT::connected)) {
            client.getOutputStream().write("first bytes, ".getBytes(UTF_8));
            client.shutdownOutput();

            assertThat(client.getInputStream().readAllBytes())
                    .asString(UTF_8)
                    .isEqualTo("first bytes, the end\n");
        }
    }

    private static Socket connected() {
        try {
            var client = new Socket(NetworkLab.HOST, 8080);
            client.setSoTimeout(90_000);
            return client;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void a_container_that_is_killed_while_it_sends_ends_the_connection() throws Exception {
        onDemand("lazy", "60s", "sh", "-c", "nc -l -p 80 -e cat /dev/zero");

        try (var client = lab.inNeighbour(OnDemandIT::connected)) {
            assertThat(client.getInputStream().readNBytes(1 << 20)).hasSize(1 << 20);
            docker.ok("kill", "lazy");

            // What the kernel of the container could still send ends in order.
            var ended =
                    catchThrowable(() -> client.getInputStream().transferTo(nullOutputStream()));
            if (ended != null) assertThat(ended).hasMessageContaining("reset");
        }
        Awaitility.await().untilAsserted(() -> assertThat(sockets()).isZero());
    }

    /// Connections that the daemon has with anybody.
    private static long sockets() {
        return lab.host("ss", "-Htnp").out().lines().filter(it -> it.contains(":8080 ")).count();
    }

    @Test
    void the_port_is_taken_again_after_a_start_of_the_host() {
        onDemand("lazy", "60s", "sh", "-c", SERVE);
        daemon.crash();
        assertThat(CommandOutcome.of("rm", "-rf", daemon.execRoot().toString()).code()).isZero();
        daemon.restart();

        assertThat(shown()).contains("lazy Idle (on demand)");
        assertThat(fetched(true, "127.0.0.1:8080")).startsWith("hello");
    }

    @Test
    void a_start_that_fails_resets_who_waits_and_is_told() {
        onDemand("broken", "60s", "/no/such/program");

        assertThat(lab.host("curl", "-s", "-m", "60", "http://127.0.0.1:8080").code()).isIn(52, 56);
        var events = "events --since 1m --until 0s --filter event=on-demand-failed".split(" ", -1);
        // The client asks for whole seconds.
        Awaitility.await()
                .untilAsserted(() -> assertThat(docker.ok(events)).contains("/no/such/program"));
    }

    @Test
    void a_stop_gives_the_port_back() {
        onDemand("lazy", "60s", "sh", "-c", SERVE);
        assertThat(docker.run("run", "-d", "-p", "8080:80", IMAGE, "true").err())
                .contains("port is already allocated");

        docker.ok("stop", "lazy");

        assertThat(lab.host("ss", "-Hltn").out()).doesNotContain(":8080");
        docker.ok("start", "lazy");
        assertThat(fetched(true, "127.0.0.1:8080")).startsWith("hello");
    }

    private static void member(String name, String... flags) {
        var words = new ArrayList<>(List.of("run", "-d", "--name", name, "--hostname", name));
        words.addAll(List.of("--label", "dev.caisson.publish-group=shop"));
        words.addAll(List.of(PORT));
        words.addAll(List.of(flags));
        words.addAll(List.of(IMAGE, "sh", "-c", SERVE));
        docker.ok(words.toArray(String[]::new));
    }

    private static List<String> answers(String host) {
        var answers = new ArrayList<String>();
        for (int i = 0; i < 6; i++) answers.add(fetched(true, host).strip());
        answers.sort(null);
        return answers;
    }

    @Test
    void a_group_shares_a_port_among_its_healthy_members() {
        var one = "hello from one";
        var two = "hello from two";
        member("one");
        NetworkLab.awaitListening(docker.ok("inspect", "-f", "{{.State.Pid}}", "one"), ":80");
        assertThat(answers("127.0.0.1:8080")).containsOnly(one);

        member("two", "--health-cmd", "test -e /ok", "--health-interval", "300ms");
        NetworkLab.awaitListening(docker.ok("inspect", "-f", "{{.State.Pid}}", "two"), ":80");
        assertThat(answers("127.0.0.1:8080")).containsOnly(one);
        docker.ok("exec", "two", "touch", "/ok");
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(answers("127.0.0.1:8080"))
                                        .containsExactly(one, one, one, two, two, two));
        assertThat(answers("[::1]:8080")).containsExactly(one, one, one, two, two, two);

        docker.ok("rm", "-f", "one");
        assertThat(answers("127.0.0.1:8080")).containsOnly(two);
        docker.ok("stop", "-t", "0", "two");
        Awaitility.await().until(() -> !lab.host("ss", "-Hltn").out().contains(":8080"));
    }
}
