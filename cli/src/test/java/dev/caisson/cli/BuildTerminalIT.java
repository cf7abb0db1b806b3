package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A build on a terminal: its steps are drawn again and again.
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class BuildTerminalIT {
    private TestedEngine engine;
    private EngineApi api;

    @BeforeAll
    void startEngine() {
        engine = TestedEngine.start();
        api = new EngineApi(new ApiClient(engine.socket()));
        api.load(BusyboxImage.archive(engine.files()));
    }

    @AfterAll
    void endEngine() {
        if (engine != null) engine.close();
    }

    @Test
    void steps_are_drawn_over_each_other_with_their_last_lines(@TempDir Path context)
            throws IOException {
        dockerfile(
                context,
                """
                FROM %1$s AS a
                RUN echo first-said; sleep 4
                FROM %1$s AS b
                RUN echo second-said; sleep 4
                FROM %1$s
                COPY --from=a /bin/busybox /a
                COPY --from=b /bin/busybox /b
                """);

        try (var shell = onTerminal("stty rows 30 cols 100", "-t", "drawn", context.toString())) {
            var outcome = shell.outcome();

            assertThat(outcome.code()).as(outcome.out()).isZero();
            assertThat(outcome.out())
                    .contains("[+] Building ", " FINISHED", "\u001b[J")
                    .containsPattern("\u001b\\[[0-9]+A")
                    .contains(" => [a 2/2] RUN echo first-said; sleep 4 ")
                    .contains(" => => # first-said", " => => # second-said")
                    .doesNotContain("Successfully built");
            // Both ran at the same time: one frame has the output of both.
            assertThat(outcome.out().split("\u001b\\[J"))
                    .anySatisfy(
                            frame -> assertThat(frame).contains("# first-said", "# second-said"));
        }
    }

    @Test
    void no_line_is_longer_than_the_window_also_when_that_changes(@TempDir Path context)
            throws IOException {
        var gate = engine.files().resolve("narrow");
        dockerfile(context, "FROM %1$s\nRUN echo " + "x".repeat(200) + "; sleep 5\n");
        var resize = "(until [ -e " + gate + " ]; do sleep 0.05; done; stty cols 40) < /dev/tty &";

        try (var shell = onTerminal("stty rows 10 cols 60; " + resize, context.toString())) {
            shell.awaitOutput("# xxxx");
            Files.createFile(gate);
            var outcome = shell.outcome();

            assertThat(outcome.code()).as(outcome.out()).isZero();
            var frames = outcome.out().split("\u001b\\[J");
            for (var frame : frames) {
                assertThat(frame.lines().filter(line -> !line.startsWith("\u001b")))
                        .allSatisfy(line -> assertThat(line.length()).isLessThan(60));
            }
            assertThat(frames[frames.length - 1].lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThan(40));
        }
    }

    @Test
    void a_failure_is_told_once_more_below(@TempDir Path context) throws IOException {
        dockerfile(context, "FROM %1$s\nRUN echo before; exit 3\n");

        try (var shell = onTerminal("stty rows 30 cols 100", context.toString())) {
            var outcome = shell.outcome();

            assertThat(outcome.code()).isEqualTo(3);
            assertThat(outcome.out().replace("\r", ""))
                    .contains(" => ERROR [2/2] RUN echo before; exit 3 ")
                    .contains("------\n > [2/2] RUN echo before; exit 3:\nbefore\n------\n")
                    .contains("returned a non-zero code: 3");
        }
        api.containers().forEach(api::remove);
    }

    @Test
    void an_interrupt_by_key_ends_the_build_and_leaves_nothing(@TempDir Path context)
            throws IOException {
        dockerfile(context, "FROM %1$s\nRUN echo begun; sleep 1000\n");

        try (var shell = onTerminal("stty rows 30 cols 100", context.toString())) {
            shell.awaitOutput("# begun");
            shell.type("\u0003");

            assertThat(shell.outcome().code()).isEqualTo(130);
        }

        Awaitility.await().until(() -> api.containers().isEmpty());
    }

    private static void dockerfile(Path context, String text) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), text.formatted(BusyboxImage.NAME));
    }

    private RunningCommand onTerminal(String before, String... words) {
        HostTools.installed("script", "bsdutils");
        var all = new ArrayList<>(CommandLine.program());
        all.add("build");
        all.addAll(List.of(words));
        return RunningCommand.start(
                List.of("script", "-qec", before + "\n" + CommandLine.quoted(all), "/dev/null"),
                Map.of("CAISSON_HOST", "unix://" + engine.socket(), "TERM", "xterm"));
    }
}
