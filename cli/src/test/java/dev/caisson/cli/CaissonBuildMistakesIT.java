package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.foreign.BuildMistakesContract;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What our own command line shows of mistakes.
@Tag("kernel")
class CaissonBuildMistakesIT extends BuildMistakesContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.of(CommandLine.program(), engine);
    }

    @Test
    void the_line_of_a_failed_build_enters_what_it_left(@TempDir Path context) throws IOException {
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM " + BusyboxImage.NAME + "\nRUN echo trace > /left; exit 5\n");

        var failed = docker().run("build", context.toString());

        assertThat(failed.code()).isEqualTo(5);
        var told =
                failed.err()
                        .lines()
                        .filter(line -> line.startsWith("to look at what it left: caisson run"))
                        .findFirst()
                        .orElseThrow()
                        .replaceFirst(".*: caisson run -it ", "\"\\$@\" run ")
                        .replace("caisson commit", "\"$@\" commit");
        var entered = docker().shell("echo cat /left | " + told.replace("run --rm", "run -i --rm"));
        assertThat(entered.out()).isEqualTo("trace\n");
    }
}
