package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What a client with docker's words must see of containers: one suite for every such client.
public abstract class CommandLineContract extends ClientContract {
    @Test
    void run_prints_both_streams_and_removes_the_container() {
        var outcome =
                docker.run(
                        "run",
                        "--rm",
                        "--network",
                        "none",
                        IMAGE,
                        "sh",
                        "-c",
                        "echo out; echo err >&2");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).isEqualTo("out\n");
        assertThat(outcome.err()).isEqualTo("err\n");
        assertThat(docker.ok("ps", "-aq")).isEmpty();
    }

    @Test
    void run_ends_with_the_code_of_the_program() {
        assertThat(docker.run("run", "--rm", IMAGE, "sh", "-c", "exit 42").code()).isEqualTo(42);
        assertThat(docker.run("run", "--rm", IMAGE, "sh", "-c", "exec false").code()).isEqualTo(1);
    }

    @Test
    void run_on_a_terminal_is_interactive() {
        try (var shell = docker.terminal("run", "--rm", "-it", IMAGE, "sh")) {
            shell.awaitOutput("# ");
            shell.type("tty; stty size\n");
            shell.awaitOutput("/dev/pts/0");
            shell.awaitOutput("30 100");
            shell.type("exit 3\n");

            assertThat(shell.outcome().code()).isEqualTo(3);
        }
    }

    @Test
    void interrupt_on_a_terminal_reaches_the_program() {
        try (var shell = docker.terminal("run", "--rm", "-it", "--name", "shell", IMAGE, "sh")) {
            shell.awaitOutput("# ");
            shell.type("sleep 1000\n");
            Awaitility.await().until(() -> docker.ok("exec", "shell", "ps").contains("sleep 1000"));
            shell.type("\u0003");
            shell.type("echo code$?\n");
            shell.awaitOutput("code130");
            shell.type("exit 0\n");

            assertThat(shell.outcome().code()).isZero();
        }
    }

    @Test
    void a_detached_container_is_followed_stopped_and_removed() {
        docker.ok(
                "run",
                "-d",
                "--name",
                "service",
                IMAGE,
                "sh",
                "-c",
                "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.1; done");
        try (var logs = docker.start("logs", "-f", "service")) {
            logs.awaitOutput("up\n");

            assertThat(docker.ok("stop", "service")).isEqualTo("service");

            assertThat(logs.outcome().out()).isEqualTo("up\nbye\n");
        }
        assertThat(docker.ok("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", "service"))
                .isEqualTo("exited 7");
        assertThat(docker.ok("rm", "service")).isEqualTo("service");
        assertThat(docker.run("inspect", "service").code()).isEqualTo(1);
    }

    @Test
    void logs_choose_lines_and_show_their_time() {
        docker.ok("run", "--name", "lines", IMAGE, "sh", "-c", "seq 1 100; echo err >&2");

        assertThat(docker.ok("logs", "--tail", "2", "lines")).endsWith("100");
        assertThat(docker.run("logs", "lines").err()).isEqualTo("err\n");
        assertThat(docker.ok("logs", "lines").lines()).hasSize(100);
        assertThat(docker.ok("logs", "-t", "--tail", "2", "lines"))
                .containsPattern("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z 100");
        assertThat(docker.ok("logs", "--until", "1", "lines")).isEmpty();
        assertThat(docker.ok("logs", "--since", "1", "lines").lines()).hasSize(100);
    }

    @Test
    void exec_runs_beside_the_program() {
        docker.ok("run", "-d", "--name", "service", IMAGE, "sleep", "1000");

        var outcome = docker.run("exec", "service", "sh", "-c", "echo out; echo err >&2; exit 5");
        var asked =
                docker.ok(
                        "exec",
                        "-e",
                        "COLOUR=red",
                        "-w",
                        "/tmp",
                        "-u",
                        "app",
                        "service",
                        "sh",
                        "-c",
                        "echo $COLOUR $(pwd) $(id -un)");

        assertThat(outcome.code()).isEqualTo(5);
        assertThat(outcome.out()).isEqualTo("out\n");
        assertThat(outcome.err()).isEqualTo("err\n");
        assertThat(asked).isEqualTo("red /tmp app");
        assertThat(docker.run("exec", "service", "missing").code()).isEqualTo(127);
        assertThat(docker.run("exec", "service", "/etc/passwd").code()).isEqualTo(126);
        assertThat(docker.ok("exec", "-d", "service", "sh", "-c", "echo x > /tmp/made")).isEmpty();
        Awaitility.await()
                .until(() -> docker.run("exec", "service", "cat", "/tmp/made").code() == 0);
    }

    @Test
    void exec_on_a_terminal_is_interactive() {
        docker.ok("run", "-d", "--name", "service", IMAGE, "sleep", "1000");
        try (var shell = docker.terminal("exec", "-it", "service", "sh")) {
            shell.awaitOutput("# ");
            shell.type("tty; stty size\n");
            shell.awaitOutput("/dev/pts/");
            shell.awaitOutput("30 100");
            shell.type("exit 4\n");

            assertThat(shell.outcome().code()).isEqualTo(4);
        }
    }

    @Test
    void the_end_of_the_input_is_seen_and_the_output_goes_on() {
        var outcome =
                docker.feed(
                        "x\n", "run", "--rm", "-i", IMAGE, "sh", "-c", "cat; sleep 1; echo done");

        assertThat(outcome.out()).isEqualTo("x\ndone\n");
        assertThat(outcome.code()).isZero();
    }

    @Test
    void the_end_of_the_input_of_exec_is_seen_and_the_output_goes_on() {
        docker.ok("run", "-d", "--name", "service", IMAGE, "sleep", "1000");

        var outcome =
                docker.feed("x\n", "exec", "-i", "service", "sh", "-c", "cat; sleep 1; echo done");

        assertThat(outcome.out()).isEqualTo("x\ndone\n");
        assertThat(outcome.code()).isZero();
    }

    @Test
    void a_large_input_arrives_whole() {
        var input = "0123456789abcdef\n".repeat(200_000);

        var outcome = docker.feed(input, "run", "--rm", "-i", IMAGE, "md5sum");
        var here = docker.shell("yes 0123456789abcdef | head -n 200000 | md5sum");

        assertThat(outcome.out()).isEqualTo(here.out());
    }

    @Test
    void a_large_output_arrives_whole() {
        var outcome = docker.run("run", "--rm", IMAGE, "seq", "1", "300000");
        var here = docker.shell("seq 1 300000");

        assertThat(outcome.out().equals(here.out())).isTrue();
    }

    @Test
    void attach_shows_the_output_and_leaves_by_its_keys() {
        docker.ok("run", "-dit", "--name", "shell", IMAGE, "sh");
        try (var attached = docker.terminal("attach", "shell")) {
            attached.type("echo sum$((40+2))\n");
            attached.awaitOutput("sum42");
            attached.type("\u0010\u0011");

            assertThat(attached.outcome().out()).contains("read escape sequence");
        }
        assertThat(docker.ok("inspect", "-f", "{{.State.Running}}", "shell")).isEqualTo("true");
    }

    @Test
    void detach_keys_can_be_chosen() {
        try (var shell =
                docker.terminal(
                        "run",
                        "-it",
                        "--name",
                        "shell",
                        "--detach-keys",
                        "ctrl-a,x",
                        IMAGE,
                        "sh")) {
            shell.awaitOutput("# ");
            shell.type("\u0001x");

            assertThat(shell.outcome().code()).isZero();
        }
        assertThat(docker.ok("inspect", "-f", "{{.State.Running}}", "shell")).isEqualTo("true");
    }

    @Test
    void ps_lists_states() {
        docker.ok("run", "-d", "--name", "up", IMAGE, "sleep", "1000");
        docker.run("run", "--name", "ended", IMAGE, "sh", "-c", "exit 3");
        docker.ok("create", "--name", "made", IMAGE, "true");

        assertThat(docker.ok("ps", "--format", "{{.Names}}")).isEqualTo("up");
        assertThat(docker.ok("ps", "-a", "--format", "{{.Names}} {{.State}} {{.Status}}").lines())
                .satisfiesExactly(
                        made -> assertThat(made).isEqualTo("made created Created"),
                        ended -> assertThat(ended).startsWith("ended exited Exited (3) "),
                        up -> assertThat(up).startsWith("up running Up "));
        assertThat(docker.ok("ps", "-a", "--filter", "status=exited", "--format", "{{.Names}}"))
                .isEqualTo("ended");
        assertThat(docker.ok("ps", "-a").lines().findFirst().orElseThrow())
                .matches("CONTAINER ID +IMAGE +COMMAND +CREATED +STATUS +PORTS +NAMES");
    }

    @Test
    void inspect_tells_what_was_asked() {
        docker.ok(
                "create",
                "--name",
                "asked",
                "--hostname",
                "box",
                "-e",
                "COLOUR=red",
                "-l",
                "team=one",
                "--memory",
                "64m",
                "-w",
                "/tmp",
                IMAGE,
                "echo",
                "a b");

        var template =
                "{{.Name}} {{.Config.Hostname}} {{index .Config.Labels \"team\"}} "
                        + "{{.HostConfig.Memory}} {{.Config.WorkingDir}} {{json .Config.Cmd}} "
                        + "{{.Path}} {{json .Args}} {{.State.Status}} {{.Config.Image}}";
        assertThat(docker.ok("inspect", "-f", template, "asked"))
                .isEqualTo(
                        "/asked box one 67108864 /tmp [\"echo\",\"a b\"] echo [\"a b\"] created "
                                + IMAGE);
        assertThat(docker.ok("inspect", "-f", "{{json .Config.Env}}", "asked"))
                .contains("COLOUR=red")
                .contains("PATH=/usr/local/sbin");
        assertThat(docker.ok("inspect", "-f", "{{.Config.Cmd}}", IMAGE)).isEqualTo("[sh]");
    }

    @Test
    void kill_sends_the_signal_that_is_named() {
        docker.ok(
                "run",
                "-d",
                "--name",
                "service",
                IMAGE,
                "sh",
                "-c",
                "trap 'echo usr1; exit 9' USR1; echo up; while :; do sleep 0.1; done");
        awaitLog("service", "up");

        docker.ok("kill", "-s", "USR1", "service");

        assertThat(docker.ok("wait", "service")).isEqualTo("9");
        assertThat(docker.ok("logs", "service")).endsWith("usr1");
        assertThat(docker.run("kill", "service").err()).contains("is not running");
    }

    @Test
    void pause_freezes_and_unpause_thaws() {
        docker.ok("run", "-d", "--name", "service", IMAGE, "sleep", "1000");

        docker.ok("pause", "service");
        var paused = docker.ok("inspect", "-f", "{{.State.Status}}", "service");
        var refused = docker.run("exec", "service", "true");
        docker.ok("unpause", "service");

        assertThat(paused).isEqualTo("paused");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("is paused");
        assertThat(docker.ok("exec", "service", "echo", "back")).isEqualTo("back");
        assertThat(docker.ok("inspect", "-f", "{{.State.Status}}", "service")).isEqualTo("running");
    }

    @Test
    void wait_answers_when_the_container_ends() {
        docker.ok("run", "-d", "--name", "service", IMAGE, "sh", "-c", "sleep 0.5; exit 6");

        assertThat(docker.ok("wait", "service")).isEqualTo("6");
        assertThat(docker.ok("wait", "service")).isEqualTo("6");
    }

    @Test
    void events_tell_the_life_of_a_container() {
        var format = "{{.Action}} {{index .Actor.Attributes \"name\"}}";
        try (var events =
                docker.start("events", "--filter", "type=container", "--format", format)) {
            // The stream tells nothing of its own start: containers are made until one is seen.
            Awaitility.await()
                    .until(
                            () -> {
                                docker.ok("run", "--rm", "--name", "early", IMAGE, "true");
                                return events.output().contains("destroy early");
                            });

            docker.ok("run", "--rm", "--name", "told", IMAGE, "true");

            events.awaitOutput("destroy told");
            assertThat(events.output().lines())
                    .containsSubsequence("create told", "start told", "die told", "destroy told");
        }
    }

    @Test
    void events_of_the_past_are_kept() {
        docker.ok("run", "--rm", "--name", "past", IMAGE, "true");
        var soon = Long.toString(System.currentTimeMillis() / 1000 + 2);

        var told =
                docker.ok(
                        "events",
                        "--since",
                        "1m",
                        "--until",
                        soon,
                        "--filter",
                        "container=past",
                        "--format",
                        "{{.Action}}");

        assertThat(told.lines()).containsSubsequence("create", "start", "die", "destroy");
    }

    @Test
    void rename_changes_the_name_only() {
        var id = docker.ok("run", "-d", "--name", "old", IMAGE, "sleep", "1000");

        docker.ok("rename", "old", "new");

        assertThat(docker.ok("inspect", "-f", "{{.Id}}", "new")).isEqualTo(id);
        assertThat(docker.run("inspect", "old").code()).isEqualTo(1);
    }

    @Test
    void restart_starts_the_same_container_again() {
        docker.ok("run", "-d", "--name", "service", IMAGE, "sh", "-c", "echo up; sleep 1000");
        awaitLog("service", "up");
        var before = docker.ok("inspect", "-f", "{{.State.Pid}}", "service");

        docker.ok("restart", "-t", "0", "service");

        assertThat(docker.ok("inspect", "-f", "{{.State.Pid}}", "service")).isNotEqualTo(before);
        assertThat(docker.ok("inspect", "-f", "{{.State.Running}}", "service")).isEqualTo("true");
        Awaitility.await().until(() -> docker.ok("logs", "service").equals("up\nup"));
    }

    @Test
    void a_name_is_taken_once() {
        docker.ok("create", "--name", "taken", IMAGE, "true");

        var second = docker.run("create", "--name", "taken", IMAGE, "true");

        assertThat(second.code()).isEqualTo(1);
        assertThat(second.err())
                .contains("Conflict. The container name \"/taken\" is already in use");
    }

    @Test
    void codes_125_126_and_127_tell_who_failed() {
        assertThat(docker.run("run", "--rm", "--no-such-flag", IMAGE).code()).isEqualTo(125);
        assertThat(docker.run("run", "--rm", "--memory", "1m", IMAGE, "true").code())
                .isEqualTo(125);
        assertThat(docker.run("run", "--rm", IMAGE, "/etc/not-a-program").code()).isEqualTo(126);
        assertThat(docker.run("run", "--rm", IMAGE, "missing").code()).isEqualTo(127);
        assertThat(docker.run("run", "--rm", IMAGE, "/bin/missing").code()).isEqualTo(127);
        assertThat(docker.ok("ps", "-aq")).isEmpty();
    }

    @Test
    void signals_to_the_client_reach_the_program() {
        try (var client =
                docker.start(
                        "run",
                        "--rm",
                        IMAGE,
                        "sh",
                        "-c",
                        "trap 'echo term; exit 8' TERM; echo up; while :; do sleep 0.1; done")) {
            client.awaitOutput("up\n");

            client.signal("TERM");

            var outcome = client.outcome();
            assertThat(outcome.out()).isEqualTo("up\nterm\n");
            assertThat(outcome.code()).isEqualTo(8);
        }
    }

    @Test
    void start_attached_shows_the_output_of_this_start() {
        docker.ok("create", "--name", "again", IMAGE, "sh", "-c", "echo once; exit 2");

        for (int round = 0; round < 2; round++) {
            var outcome = docker.run("start", "-a", "again");

            assertThat(outcome.out()).isEqualTo("once\n");
            assertThat(outcome.code()).isEqualTo(2);
        }
    }

    @Test
    void a_running_container_is_removed_by_force_only() {
        docker.ok("run", "-d", "--name", "service", IMAGE, "sleep", "1000");

        var refused = docker.run("rm", "service");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err().toLowerCase(Locale.ROOT)).contains("container is running");
        assertThat(docker.ok("rm", "-f", "service")).isEqualTo("service");
    }

    @Test
    void version_and_info_are_answered() {
        assertThat(docker.ok("version", "--format", "{{.Server.APIVersion}}")).isEqualTo("1.51");
        assertThat(docker.ok("info", "--format", "{{.OSType}} {{.Containers}}"))
                .isEqualTo("linux 0");
    }

    @Test
    void ended_containers_are_pruned() {
        var id = docker.ok("create", IMAGE, "true");

        assertThat(docker.ok("container", "prune", "-f")).contains(id);
        assertThat(docker.ok("ps", "-aq")).isEmpty();
    }

    private void awaitLog(String name, String text) {
        Awaitility.await().until(() -> docker.ok("logs", name).contains(text));
    }
}
