package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.ForeignPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Builds for another processor, whose programs this host's kernel runs by an emulator.
@Tag("foreign")
class EmulatedBuildIT {
    private static DaemonProcess daemon;
    private static DockerCli docker;

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.start();
        docker = DockerCli.docker(daemon).with("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
    }

    @AfterAll
    static void end() {
        daemon.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void commands_of_a_foreign_stage_run_by_the_emulator_and_fail_without_it(
            String buildKit, @TempDir Path context) throws IOException {
        Files.writeString(
                context.resolve("Dockerfile"),
                """
                FROM scratch
                COPY --chmod=755 program /program
                RUN ["/program"]
                CMD ["/program"]
                """);
        var client = docker.with("DOCKER_BUILDKIT", buildKit).with("BUILDKIT_PROGRESS", "plain");
        CommandOutcome with;
        String run;
        try (var programs = ForeignPrograms.emulated()) {
            Files.write(context.resolve("program"), programs.hello());

            with = build(client, context);
            run = client.ok("run", "--rm", "--network", "none", "foreign");
        }
        var without = build(client, context, "--no-cache");

        assertThat(with.code()).as(with.toString()).isZero();
        assertThat(with.out() + with.err()).contains("Hello from Caisson!");
        assertThat(run).startsWith("Hello from Caisson!");
        assertThat(client.ok("inspect", "-f", "{{.Os}}/{{.Architecture}}", "foreign"))
                .isEqualTo("linux/arm64");
        assertThat(without.code()).isNotZero();
        assertThat(without.out() + without.err())
                .contains("exec format error", "install qemu-user-static and binfmt-support");
    }

    private static CommandOutcome build(DockerCli client, Path context, String... more) {
        var line = new ArrayList<>(List.of("build", "-t", "foreign"));
        line.addAll(List.of("--platform", "linux/arm64"));
        line.addAll(List.of(more));
        line.add(context.toString());
        return client.run(line.toArray(String[]::new));
    }
}
