package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.front.grpc.RawHttp2;
import dev.caisson.system.CommandOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// `docker buildx bake` with targets that are contexts of others, what is refused instead of a
/// graph of operations, and what buildx asks of the cache and the builder.
class BuildxLinksIT extends BuildxContract {
    private static final String NO_GRAPHS = "graphs of operations (LLB) are not supported";

    private static CommandOutcome bake(Path project, String... words) {
        var all = new String[words.length + 4];
        all[0] = "buildx";
        all[1] = "bake";
        all[2] = "--progress=plain";
        all[3] = "--file=" + project.resolve("bake.hcl");
        System.arraycopy(words, 0, all, 4, words.length);
        return docker.with("BUILDX_BAKE_ENTITLEMENTS_FS", "0").run(PATIENCE, all);
    }

    private static Path project(String output) {
        var project = daemon.files().resolve("project-" + UUID.randomUUID());
        write(
                project.resolve("bake.hcl"),
                """
                target "base" {
                  context = "%1$s/base"
                  %2$s
                }
                target "app" {
                  context = "%1$s/app"
                  contexts = { base = "target:base", other = "target:base" }
                  tags = ["linked-app"]
                }
                """
                        .formatted(project, output));
        write(
                project.resolve("base/Dockerfile"),
                """
                FROM caisson-busybox:1
                ENV WHO=base
                RUN echo made > /made
                """);
        write(
                project.resolve("app/Dockerfile"),
                """
                FROM base
                COPY --from=other /made /copied
                CMD echo $WHO $(cat /made /copied)
                """);
        return project;
    }

    @Test
    void a_target_begins_with_another_one_and_copies_from_it() {
        var project = project("");

        var alone = bake(project, "app");

        assertThat(alone.code()).as(alone.err()).isZero();
        assertThat(docker.ok("run", "--rm", "--network=none", "linked-app"))
                .isEqualTo("base made made");

        write(project.resolve("base/Dockerfile"), "FROM caisson-busybox:1\nRUN echo 2 > /made\n");
        // The result is nothing a registry has.
        var again = bake(project, "--set=app.pull=true", "base", "app");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(docker.ok("run", "--rm", "--network=none", "linked-app")).isEqualTo("2 2");
    }

    @Test
    void a_target_of_files_alone_is_no_context_and_the_way_out_is_told() {
        var project = project("output = [\"type=local,dest=" + daemon.files() + "/out\"]");

        var refused = bake(project, "base", "app");

        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("give that target an output of type=image");
    }

    @Test
    void graphs_and_foreign_front_ends_are_refused_in_words() throws IOException {
        var context = daemon.files().resolve("context-" + UUID.randomUUID());
        write(context.resolve("Dockerfile"), "# syntax=strange/front:1\nFROM scratch\n");

        var strange = docker.run(PATIENCE, "build", context.toString());
        // buildx would have the engine fetch such a file by a graph, and sees that it cannot.
        var fetched =
                docker.run(PATIENCE, "build", "-f", "http://127.0.0.1:1/F", context.toString());

        assertThat(strange.code()).isNotZero();
        assertThat(strange.err()).contains("the front end strange/front:1");
        assertThat(fetched.code()).isNotZero();
        assertThat(fetched.err())
                .contains("requested experimental feature", "not supported by build server");
        var graph = new FieldWriter().element(1, new byte[] {10, 0});
        assertThat(solved(new FieldWriter().text(1, "by-hand").message(2, graph)))
                .contains(NO_GRAPHS);
        assertThat(solved(new FieldWriter().text(1, "by-hand").text(6, "strange.v0")))
                .contains("the front end strange.v0 is not supported");
    }

    /// What the end of a Control.Solve says.
    private static String solved(FieldWriter request) throws IOException {
        try (var client = new RawHttp2(daemon.socket())) {
            client.call(1, "/moby.buildkit.v1.Control/Solve", Map.of());
            client.message(1, request.toBytes(), true);
            return client.await(
                            frame ->
                                    frame.type() == RawHttp2.HEADERS
                                            && (frame.flags() & RawHttp2.END_STREAM) != 0)
                    .text();
        }
    }

    @Test
    void the_cache_is_kept_within_what_a_prune_is_told() {
        for (var name : new String[] {"older", "younger"}) {
            var context = daemon.files().resolve("context-" + UUID.randomUUID());
            write(context.resolve("Dockerfile"), "FROM caisson-busybox:1\nCOPY " + name + " /\n");
            write(context.resolve(name), "x".repeat(4 << 20));
            var built = docker.run(PATIENCE, "build", context.toString());
            assertThat(built.code()).as(built.err()).isZero();
        }
        docker.ok("buildx", "prune", "-f", "--filter", "type=source.local");

        docker.ok("buildx", "prune", "-af", "--min-free-space", "1MB");
        assertThat(layers()).contains("COPY older", "COPY younger");
        docker.ok("buildx", "prune", "-af", "--max-used-space", "7MB");
        assertThat(layers()).contains("COPY younger").doesNotContain("COPY older");
        docker.ok("buildx", "prune", "-af", "--min-free-space", "1000TB", "--reserved-space=7MB");
        assertThat(layers()).contains("COPY younger");
        docker.ok("buildx", "prune", "-af", "--min-free-space", "1000TB");
        assertThat(layers()).doesNotContain("COPY younger");
    }

    private static String layers() {
        var regular = docker.ok("buildx", "du", "--verbose", "--filter", "type=regular");
        var other = docker.ok("buildx", "du", "--verbose", "--filter", "type=exec.cachemount");
        assertThat(other).doesNotContain("COPY");
        return regular;
    }

    @Test
    void the_builder_is_listed_with_a_version_and_its_platform() {
        assertThat(docker.ok("buildx", "ls")).contains("default", "running", "v0.", "linux/");
        assertThat(docker.ok("buildx", "inspect"))
                .contains("Status:", "running", "BuildKit version:", "linux/");
        var unknown = docker.run(PATIENCE, "buildx", "du", "--filter", "colour=red");
        assertThat(unknown.code()).isNotZero();
        assertThat(unknown.err()).contains("colour==red");
        assertThat(docker.ok("buildx", "du", "--filter", "id=nothing")).doesNotContain("COPY");
    }

    private static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
