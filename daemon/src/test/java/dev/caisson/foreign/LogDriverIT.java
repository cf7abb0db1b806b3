package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Log drivers, over deaths of the daemon too.
@Tag("foreign")
class LogDriverIT extends KillableEngine {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void json_file_is_complete_when_the_end_is_known() throws Exception {
        docker.ok(
                "run",
                "-d",
                "--name",
                "all",
                "--network",
                "none",
                "--log-driver",
                "json-file",
                "--log-opt",
                "labels=team",
                "--label",
                "team=blue",
                IMAGE,
                "sh",
                "-c",
                "seq 1 20000; printf end");
        docker.ok("wait", "all");

        var lines = Files.readAllLines(path("all"));

        assertThat(lines).hasSize(20_001);
        assertThat(lines.getFirst())
                .startsWith(
                        "{\"log\":\"1\\n\",\"stream\":\"stdout\",\"attrs\":{\"team\":\"blue\"}");
        assertThat(lines.getLast()).startsWith("{\"log\":\"end\",");
        assertThat(docker.ok("logs", "--details", "--tail", "1", "all")).isEqualTo("team=blue end");
    }

    @Test
    void json_file_has_each_line_once_whenever_the_daemon_dies() throws Exception {
        docker.ok(
                "run",
                "-d",
                "--name",
                "lasting",
                "--network",
                "none",
                "--log-driver",
                "json-file",
                IMAGE,
                "sh",
                "-c",
                "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); echo $i; done");
        for (int i = 0; i < 3; i++) {
            var file = path("lasting").toFile();
            // Zero when it is not there yet.
            long seen = file.length();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> file.length() > seen || !running("lasting"));
            daemon.crash();
            daemon.restart();
        }
        docker.ok("wait", "lasting");
        var file = path("lasting");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Files.readString(file).contains("\"30000\\n\""));

        assertThat(
                        Files.readAllLines(file).stream()
                                .map(line -> line.replaceAll("\\{\"log\":\"(\\d+)\\\\n.*", "$1")))
                .isEqualTo(IntStream.rangeClosed(1, 30_000).mapToObj(Integer::toString).toList());
    }

    @Test
    void a_destination_that_is_away_holds_nothing_up_and_gets_everything_later() throws Exception {
        var socket = daemon.files().resolve("relay.sock");
        try (var first = new StreamRelay(socket)) {
            docker.ok(
                    "run",
                    "-d",
                    "--name",
                    "far",
                    "--network",
                    "none",
                    "--log-driver",
                    "syslog",
                    "--log-opt",
                    "syslog-address=unix://" + socket,
                    "--log-opt",
                    "tag=t",
                    IMAGE,
                    "sh",
                    "-c",
                    "echo one; while [ ! -e /go ]; do sleep 0.02; done; seq 2 5");
            first.await("]: one");
        }
        docker.ok("exec", "far", "touch", "/go");
        assertThat(docker.ok("wait", "far")).isEqualTo("0");
        daemon.crash();
        daemon.restart();

        try (var second = new StreamRelay(socket)) {
            for (var line : List.of("2", "3", "4", "5")) second.await("]: " + line);
        }
        assertThat(docker.ok("logs", "--tail", "2", "far")).isEqualTo("4\n5");
    }

    @Test
    void none_can_be_attached_to_and_not_read() {
        assertThat(
                        docker.ok(
                                "run",
                                "--name",
                                "quiet",
                                "--network",
                                "none",
                                "--log-driver",
                                "none",
                                IMAGE,
                                "echo",
                                "hi"))
                .isEqualTo("hi");
        assertThat(docker.run("logs", "quiet").err())
                .contains("configured logging driver does not support reading");
    }

    private Path path(String name) {
        return Path.of(docker.ok("inspect", "--format", "{{.LogPath}}", name));
    }

    private boolean running(String name) {
        return docker.ok("inspect", "--format", "{{.State.Running}}", name).equals("true");
    }
}
