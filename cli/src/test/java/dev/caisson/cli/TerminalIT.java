package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DockerCli;
import dev.caisson.system.EngineApi;
import dev.caisson.system.HostTools;
import dev.caisson.system.RunningCommand;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What the command line does to the user's terminal, and what only ours can do.
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class TerminalIT {
    private TestedEngine engine;
    private EngineApi api;
    private DockerCli caisson;

    @BeforeAll
    void startEngine() {
        engine = TestedEngine.start();
        api = new EngineApi(new ApiClient(engine.socket()));
        api.load(BusyboxImage.archive(engine.files()));
        caisson = DockerCli.of(CommandLine.program(), engine);
    }

    @AfterAll
    void endEngine() {
        if (engine != null) engine.close();
    }

    @AfterEach
    void removeContainers() {
        api.containers().forEach(api::remove);
    }

    @Test
    void the_terminal_is_given_back_as_it_was() throws IOException {
        var settings = engine.files().resolve("settings");
        var run = command("run", "--rm", "-it", BusyboxImage.NAME, "sh");

        try (var shell =
                onTerminal(
                        "stty rows 30 cols 100; stty -g > %1$s.before; %2$s; stty -g > %1$s.after"
                                .formatted(settings, run))) {
            shell.awaitOutput("# ");
            shell.type("stty -a > /dev/null; exit 0\n");

            assertThat(shell.outcome().code()).isZero();
        }

        assertThat(Path.of(settings + ".after"))
                .hasSameTextualContentAs(Path.of(settings + ".before"));
    }

    @Test
    void the_terminal_is_given_back_after_leaving_by_keys() throws IOException {
        var settings = engine.files().resolve("left");
        var run = command("run", "-it", "--name", "left", BusyboxImage.NAME, "sh");

        try (var shell =
                onTerminal(
                        "stty -g > %1$s.before; %2$s; stty -g > %1$s.after"
                                .formatted(settings, run))) {
            shell.awaitOutput("# ");
            shell.type("\u0010\u0011");

            assertThat(shell.outcome().code()).isZero();
        }

        assertThat(Path.of(settings + ".after"))
                .hasSameTextualContentAs(Path.of(settings + ".before"));
        assertThat(api.inspect("left").at("/State/Running").asBoolean()).isTrue();
    }

    @Test
    void a_window_that_changes_its_size_is_followed() throws IOException {
        var gate = engine.files().resolve("resize");
        var run = command("run", "--rm", "-it", BusyboxImage.NAME, "sh");
        var resize =
                "(until [ -e " + gate + " ]; do sleep 0.05; done; stty rows 41 cols 91) < /dev/tty";

        try (var shell = onTerminal("stty rows 30 cols 100; " + resize + " & " + run)) {
            shell.awaitOutput("# ");
            shell.type("stty size\n");
            shell.awaitOutput("30 100");
            Files.createFile(gate);
            shell.type("until stty size | grep '41 91'; do usleep 50000; done; exit 0\n");
            shell.awaitOutput("41 91");

            assertThat(shell.outcome().code()).isZero();
        }
    }

    @Test
    void an_interrupt_of_the_command_line_reaches_the_program() {
        try (var client =
                caisson.start(
                        "run",
                        "--rm",
                        BusyboxImage.NAME,
                        "sh",
                        "-c",
                        "trap 'echo int; exit 9' INT; echo up; while :; do sleep 0.1; done")) {
            client.awaitOutput("up\n");

            client.signal("INT");

            assertThat(client.outcome().code()).isEqualTo(9);
        }
    }

    @Test
    void without_its_proxy_an_interrupt_ends_the_command_line_only() {
        try (var client =
                caisson.start(
                        "run",
                        "--sig-proxy=false",
                        "--name",
                        "kept",
                        BusyboxImage.NAME,
                        "sh",
                        "-c",
                        "echo up; sleep 1000")) {
            client.awaitOutput("up\n");

            client.signal("INT");

            assertThat(client.outcome().code()).isEqualTo(130);
        }
        assertThat(api.inspect("kept").at("/State/Running").asBoolean()).isTrue();
    }

    @Test
    void the_launch_program_is_printed_row_by_row() {
        caisson.ok("create", "--name", "planned", "--network", "none", BusyboxImage.NAME, "true");

        var printed = caisson.ok("inspect", "--launch", "planned");

        assertThat(printed.lines().count()).isGreaterThan(100);
        assertThat(printed).contains("clone3(", "pivot_root(", "execve(");
    }

    @Test
    void the_image_inside_the_engine_greets() {
        var outcome = caisson.run("run", "--rm", "caisson/hello");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).containsIgnoringCase("hello");
    }

    @Test
    void a_client_that_ends_leaves_what_is_detached() {
        var id = caisson.ok("run", "-d", BusyboxImage.NAME, "sleep", "1000");

        Awaitility.await().until(() -> api.inspect(id).at("/State/Running").asBoolean());
    }

    private static String command(String... words) {
        var all = new ArrayList<>(CommandLine.program());
        all.addAll(List.of(words));
        return CommandLine.quoted(all);
    }

    private RunningCommand onTerminal(String script) {
        HostTools.installed("script", "bsdutils");
        return RunningCommand.start(
                List.of("script", "-qec", script, "/dev/null"),
                Map.of("CAISSON_HOST", "unix://" + engine.socket(), "TERM", "xterm"));
    }
}
