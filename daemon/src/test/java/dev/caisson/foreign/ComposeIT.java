package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.NetworkLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docker compose` with a project of three services: a store of data, a program that asks it, a
/// web server in front. In a network namespace of the test's own.
@Tag("foreign")
class ComposeIT {
    private static final String PROJECT =
            """
            services:
              data:
                image: IMAGE
                command:
                  - sh
                  - -c
                  - "[ -e /data/row ] || date +%s%N > /data/row; while nc -l -p 5432 -e cat /data/row; do :; done"
                healthcheck: { test: [CMD, test, -e, /data/row], interval: 100ms, retries: 100 }
                volumes: ["rows:/data"]
                networks: [back]
              program:
                image: IMAGE
                command:
                  - sh
                  - -c
                  - "mkdir /w; until nc data 5432 > /w/index.html && [ -s /w/index.html ]; do sleep 0.1; done; exec httpd -f -p 8000 -h /w"
                depends_on: { data: { condition: service_healthy } }
                networks: [back, front]
              web:
                image: IMAGE
                command:
                  - sh
                  - -c
                  - "mkdir /w; until wget -qO /w/index.html http://program:8000/; do sleep 0.1; done; exec httpd -f -p 80 -h /w"
                ports: ["8080:80"]
                depends_on: [program]
                networks: [front]
            networks: { front: {}, back: { internal: true } }
            volumes: { rows: {} }
            """;

    private static NetworkLab lab;
    private static DaemonProcess daemon;
    private static DockerCli docker;
    private static Path file;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        lab = new NetworkLab();
        daemon = DaemonProcess.startIn(lab.onHost(), "caisson-cm0");
        docker = DockerCli.docker(daemon);
        daemon.api().load(BusyboxImage.archive(daemon.files()));
        file =
                Files.writeString(
                        directory.resolve("compose.yaml"),
                        PROJECT.replace("IMAGE", BusyboxImage.NAME));
    }

    @AfterAll
    static void stop() {
        try (var _ = lab) {
            if (daemon != null) daemon.close();
        }
    }

    @AfterEach
    void down() {
        compose("down", "-v", "-t", "0");
        assertThat(docker.ok("ps", "-aq")).isEmpty();
        assertThat(docker.ok("volume", "ls", "-q")).isEmpty();
        assertThat(docker.ok("network", "ls", "-q", "--filter", "type=custom")).isEmpty();
        // The kernel takes its time to take a namespace away.
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(lab.host("ip", "-br", "link").out())
                                        .doesNotContain("br-", "veth"));
    }

    private static String compose(String... words) {
        var line = new java.util.ArrayList<>(java.util.List.of("compose", "-p", "shop", "-f"));
        line.add(file.toString());
        line.addAll(java.util.List.of(words));
        return docker.ok(line.toArray(String[]::new));
    }

    /// What the web server has of the data.
    private static String served() {
        var address = "http://" + NetworkLab.HOST + ":8080/";
        Awaitility.await().until(() -> lab.fetched(false, address).startsWith("1"));
        return lab.fetched(false, address);
    }

    @Test
    void a_project_comes_up_in_order_and_finds_its_services_by_name() {
        compose("up", "-d");

        var row = served();
        assertThat(
                        compose("ps", "--format", "{{.Service}} {{.State}} {{.Health}}")
                                .lines()
                                .map(String::strip))
                .containsExactlyInAnyOrder(
                        "data running healthy", "program running", "web running");
        assertThat(compose("exec", "-T", "program", "cat", "/w/index.html")).isEqualTo(row.strip());
        assertThat(compose("port", "web", "80")).isEqualTo("0.0.0.0:8080");
        assertThat(compose("top", "program")).contains("httpd -f -p 8000");
        assertThat(docker.run("exec", "shop-web-1", "nc", "-w", "1", "data", "5432").code())
                .isNotZero();

        compose("stop", "-t", "0");
        compose("start");
        assertThat(served()).isEqualTo(row);
    }

    @Test
    void a_service_is_scaled_and_all_of_it_answers_to_its_name() {
        compose("up", "-d", "--scale", "program=3");

        var _ = served();
        assertThat(
                        compose("exec", "-T", "web", "nslookup", "-type=a", "program", "127.0.0.11")
                                .lines()
                                .filter(line -> line.startsWith("Address: "))
                                .count())
                .isEqualTo(3);
        assertThat(compose("logs", "--no-color", "data")).isEmpty();
    }

    @Test
    void a_project_is_changed_while_it_runs_and_survives_a_killed_daemon() throws IOException {
        compose("up", "-d");
        var row = served();

        daemon.crash();
        daemon.restart();
        assertThat(served()).isEqualTo(row);

        var changed = Files.readString(file).replace("8080:80", "8081:80");
        var before = Files.readString(file);
        Files.writeString(file, changed);
        try {
            compose("up", "-d", "-t", "0");
            var address = "http://" + NetworkLab.HOST + ":8081/";
            Awaitility.await().until(() -> lab.fetched(false, address).equals(row));
        } finally {
            Files.writeString(file, before);
        }
    }
}
