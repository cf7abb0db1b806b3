package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.foreign.BuildCommandContract;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Our own command line at work on Dockerfiles, held to what the real docker does, and beyond it.
@Tag("kernel")
class CaissonBuildCommandIT extends BuildCommandContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.of(CommandLine.program(), engine);
    }

    @Test
    void a_step_that_is_not_cached_tells_why() throws IOException {
        file("a", "one");
        dockerfile("COPY a /a\nRUN cat /a\n");
        build();
        file("a", "two");

        assertThat(build("--why")).contains("Not cached", "a");
    }

    @Test
    void what_is_sent_and_what_is_not_is_told() throws IOException {
        file("a", "");
        file("b.log", "");
        file(".dockerignore", "*.log");
        dockerfile("COPY . /\n");

        var outcome = docker().run("build", "--explain-context", context().toString());

        assertThat(outcome.err())
                .contains("sent      a\n", "excluded  b.log  (line 1 of the ignore file: *.log)");
    }

    @Test
    void a_file_is_checked_without_a_build() throws IOException {
        dockerfile("MAINTAINER me\nWORKDIR /$nothing\n");

        var outcome = docker().run("build", "--check", context().toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("WARNING: MaintainerDeprecated", "   2 | MAINTAINER me")
                .contains("Usage of undefined variable '$nothing'")
                .contains("Check complete, 2 warnings have been found!");
    }

    @Test
    void warnings_can_be_made_errors_by_the_file() throws IOException {
        file("Dockerfile", "# check=error=true\nFROM scratch\nMAINTAINER me\n");

        var outcome = docker().run("build", context().toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("lint violation found for rules: MaintainerDeprecated");
    }

    @Test
    void a_secret_is_given_by_a_flag() throws IOException {
        file("token", "s3cr3t");
        dockerfile("RUN --mount=type=secret,id=t,required=true wc -c < /run/secrets/t > /length\n");

        build("--secret", "id=t,src=" + context().resolve("token"), "-t", "with-secret");

        assertThat(docker().ok("run", "--rm", "with-secret", "cat", "/length")).isEqualTo("6");
    }
}
