package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `build` as the docker command line has it, held against each client that has its words.
public abstract class BuildCommandContract extends ClientContract {
    private Path context;

    @BeforeEach
    void makeContext(@TempDir Path directory) {
        context = directory;
    }

    protected final Path context() {
        return context;
    }

    protected final void file(String path, String text) throws IOException {
        var file = context.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /// The Dockerfile of the context, on top of the image of the tests.
    protected final void dockerfile(String text) throws IOException {
        file("Dockerfile", "FROM " + IMAGE + "\n" + text);
    }

    protected final String build(String... words) {
        var line = new java.util.ArrayList<>(List.of("build"));
        line.addAll(List.of(words));
        line.add(context.toString());
        return docker.ok(line.toArray(String[]::new));
    }

    @Test
    void an_image_is_built_tagged_and_run() throws IOException {
        file("src/a.txt", "content");
        file("src/left.out", "no");
        file(".dockerignore", "**/*.out");
        dockerfile(
                """
                ARG greeting=hello
                ENV GREETING=$greeting
                COPY src /opt/src
                RUN ls /opt/src > /list && echo "$GREETING" >> /list
                LABEL who=me
                WORKDIR /opt
                CMD ["cat", "/list", "src/a.txt"]
                """);

        var log =
                build(
                        "-t",
                        "built:1",
                        "-t",
                        "built:2",
                        "--build-arg",
                        "greeting=hi",
                        "--label",
                        "b=c");

        assertThat(log).contains("Successfully tagged built:1", "Successfully tagged built:2");
        assertThat(docker.ok("run", "--rm", "built:2")).isEqualTo("a.txt\nhi\ncontent");
        assertThat(docker.ok("inspect", "-f", "{{json .Config.Labels}}", "built:1"))
                .contains("\"who\":\"me\"", "\"b\":\"c\"");
        assertThat(docker.ok("history", "--no-trunc", "--format", "{{.CreatedBy}}", "built:1"))
                .startsWith("CMD [\"cat\" \"/list\" \"src/a.txt\"]\n")
                .contains("RUN |1 greeting=hi /bin/sh -c ls /opt/src");
    }

    @Test
    void a_second_build_takes_its_steps_from_the_cache() throws IOException {
        file("a", "one");
        dockerfile("COPY a /a\nRUN cat /a > /b\n");
        var first = build("-q");

        assertThat(build("-q")).isEqualTo(first).startsWith("sha256:");
        assertThat(build()).contains("Using cache");
        assertThat(build("--no-cache")).doesNotContain("Using cache");
        file("a", "two");
        assertThat(build("-q")).isNotEqualTo(first);
    }

    @Test
    void a_stage_can_be_the_target_and_unused_ones_do_not_run() throws IOException {
        file(
                "Dockerfile",
                """
                FROM %1$s AS base
                RUN echo base > /stage
                FROM base AS unused
                RUN false
                FROM base AS other
                RUN echo other > /stage
                FROM base
                COPY --from=other /stage /other
                CMD cat /stage /other
                """
                        .formatted(IMAGE));

        build("-t", "last");
        build("-t", "middle", "--target", "base");

        assertThat(docker.ok("run", "--rm", "last")).isEqualTo("base\nother");
        assertThat(docker.ok("run", "--rm", "middle", "cat", "/stage")).isEqualTo("base");
    }

    @Test
    void a_failing_step_ends_the_build_with_its_exit_code() throws IOException {
        dockerfile("RUN echo said; exit 7\n");

        var outcome = docker.run("build", "-t", "broken", context.toString());

        assertThat(outcome.code()).isEqualTo(7);
        assertThat(outcome.out() + outcome.err()).contains("said", "returned a non-zero code: 7");
        assertThat(docker.run("inspect", "broken").code()).isEqualTo(1);
    }

    @Test
    void a_dockerfile_comes_from_elsewhere_or_from_standard_input() throws IOException {
        file("a", "from the context");
        file("docker/Own", "FROM " + IMAGE + "\nCOPY a /a\nCMD cat /a\n");

        build("-t", "own", "-f", context.resolve("docker/Own").toString());
        var alone =
                docker.feed("FROM " + IMAGE + "\nCMD echo alone\n", "build", "-t", "alone", "-");
        var piped =
                docker.feed(
                        "FROM " + IMAGE + "\nCOPY a /b\nCMD cat /b\n",
                        "build",
                        "-t",
                        "piped",
                        "-f",
                        "-",
                        context.toString());

        assertThat(List.of(alone.code(), piped.code())).containsOnly(0);
        assertThat(docker.ok("run", "--rm", "own")).isEqualTo("from the context");
        assertThat(docker.ok("run", "--rm", "alone")).isEqualTo("alone");
        assertThat(docker.ok("run", "--rm", "piped")).isEqualTo("from the context");
    }

    @Test
    void the_id_of_the_image_is_written_to_a_file() throws IOException {
        dockerfile("ENV a=b\n");
        var file = context.resolve("id");

        build("-t", "identified", "--iidfile", file.toString());

        assertThat(Files.readString(file))
                .isEqualTo(docker.ok("inspect", "-f", "{{.Id}}", "identified"));
    }

    @Test
    void a_mistake_in_the_dockerfile_is_told_with_its_line() throws IOException {
        dockerfile("\nCOPY package.json\n");

        var outcome = docker.run("build", context.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(
                        "dockerfile parse error on line 3", "COPY requires at least two arguments");
    }

    @Test
    void a_missing_source_is_named() throws IOException {
        file("present.txt", "");
        dockerfile("COPY presnt.txt /\n");

        var outcome = docker.run("build", context.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out() + outcome.err()).contains("presnt.txt", "present.txt");
    }

    @Test
    void nothing_is_left_of_builds_but_images() throws IOException {
        dockerfile("RUN true\n");

        build();

        assertThat(docker.ok("ps", "-aq")).isEmpty();
        assertThat(docker.ok("volume", "ls", "-q")).isEmpty();
    }

    @Test
    void a_prune_asks_first_and_takes_what_is_not_used() throws IOException {
        dockerfile("RUN echo kept > /file\n");
        build("-q", "-t", "unused");
        var ended = docker.ok("create", IMAGE, "true");
        docker.ok("network", "create", "unused");
        docker.ok("volume", "create", "named");

        var asked = docker.feed("n\n", "system", "prune", "--all");
        assertThat(asked.out() + asked.err())
                .contains(
                        "WARNING! This will remove:\n  - all stopped containers\n",
                        "  - all networks not used by at least one container\n",
                        "  - all images without at least one container associated to them\n",
                        "Are you sure you want to continue? [y/N]");
        assertThat(docker.ok("ps", "-aq", "--no-trunc")).isEqualTo(ended);

        var other = docker.ok("system", "prune", "--force", "--filter", "label=other");
        assertThat(other).isEqualTo("Total reclaimed space: 0B");
        var pruned = docker.ok("system", "prune", "--force", "--filter", "label!=kept");
        assertThat(pruned)
                .contains("Deleted Containers:\n" + ended + "\n")
                .contains("Deleted Networks:\nunused\n")
                .contains("Deleted build cache objects:\n", "Total reclaimed space: ");
        assertThat(docker.ok("images", "-q", "unused")).isNotEmpty();

        dockerfile("RUN echo other > /file\n");
        docker.ok("rmi", build("-q"), "unused");
        assertThat(docker.ok("builder", "prune", "--all", "--force"))
                .contains("Deleted build cache objects:\n", "Total reclaimed space: ");
        assertThat(docker.ok("volume", "ls", "-q")).isEqualTo("named");
        docker.ok("volume", "rm", "named");
    }
}
