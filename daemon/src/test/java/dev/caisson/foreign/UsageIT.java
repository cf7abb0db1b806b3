package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What containers use and which processes they have, as docker's command line shows it.
@Tag("foreign")
@Timeout(300)
class UsageIT extends ClientContract {
    @Override
    protected DockerCli client(TestedEngine started) {
        return DockerCli.docker(started);
    }

    @Test
    void stats_show_the_work_and_the_memory_of_a_container() {
        docker.ok(
                "run",
                "-d",
                "--name",
                "busy",
                "--memory",
                "64m",
                IMAGE,
                "sh",
                "-c",
                "while :; do :; done");

        var line = docker.ok("stats", "--no-stream", "--format", "{{json .}}", "busy");

        assertThat(line).contains("\"Name\":\"busy\"", "/ 64MiB\"", "\"PIDs\":\"1\"");
        var work = line.replaceFirst(".*\"CPUPerc\":\"([0-9.]+)%.*", "$1");
        assertThat(Double.parseDouble(work)).isBetween(1.0, 220.0);
    }

    @Test
    void stats_of_a_container_that_does_not_run_are_empty() {
        docker.ok("create", "--name", "made", IMAGE, "true");

        assertThat(docker.ok("stats", "--no-stream", "--format", "{{.MemUsage}} {{.PIDs}}", "made"))
                .isEqualTo("0B / 0B 0");
    }

    @Test
    void a_stream_of_stats_goes_on_until_the_container_is_removed() {
        docker.ok("run", "-d", "--name", "idle", IMAGE, "sleep", "1000");
        try (var stats = docker.start("stats", "--format", "{{.Name}}={{.PIDs}}", "idle")) {
            stats.awaitOutput("idle=1");
            docker.ok("rm", "-f", "idle");
        }
    }

    @Test
    void top_shows_the_processes_with_the_columns_asked_for() {
        docker.ok("run", "-d", "--name", "shell", IMAGE, "sh", "-c", "sleep 1000 & sleep 2000");
        Awaitility.await().until(() -> docker.ok("top", "shell").contains("sleep 1000"));

        assertThat(docker.ok("top", "shell").lines())
                .anyMatch(line -> line.matches("UID +PID +PPID +C +STIME +TTY +TIME +CMD.*"))
                .anyMatch(line -> line.matches("root .*sleep 1000"));
        assertThat(docker.ok("top", "shell", "-eo", "pid,comm").lines())
                .anyMatch(line -> line.matches("PID +COMMAND.*"))
                .anyMatch(line -> line.matches("[0-9]+ +(sleep|busybox|sh).*"));
        assertThat(docker.ok("top", "shell", "aux")).contains("%CPU");
        assertThat(docker.run("top", "shell", "-o", "comm").err()).contains("PID field");
        docker.ok("kill", "shell");
        assertThat(docker.run("top", "shell").err()).contains("is not running");
    }
}
