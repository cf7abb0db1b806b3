package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.foreign.BuildCommandContract;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void a_directory_that_was_sent_before_is_not_sent_again() throws IOException {
        file("d/a", "content");
        file("large", "x".repeat(1 << 20));
        Files.createSymbolicLink(context().resolve("l"), Path.of("d/a"));
        dockerfile("COPY . /c\n");
        var first = explained("kept-first");

        var second = explained("kept-second");

        assertThat(first).contains("sent      d/a\n", "sent      large\n", "sent      l\n");
        assertThat(second).contains("unchanged d/a\n", "unchanged large\n");
        assertThat(docker().ok("run", "--rm", "kept-second", "cat", "/c/l")).isEqualTo("content");
    }

    @Test
    void what_has_changed_in_a_directory_is_sent_though_it_looks_the_same() throws IOException {
        file("same", "one");
        file("gone", "gone");
        file("stays", "stays");
        dockerfile("COPY . /c\n");
        explained("change-first");
        var same = context().resolve("same");
        var time = Files.getLastModifiedTime(same);
        file("same", "two");
        Files.setLastModifiedTime(same, time);
        Files.delete(context().resolve("gone"));
        file("new", "new");

        var told = explained("change-second");

        assertThat(told).contains("sent      same\n", "sent      new\n", "unchanged stays\n");
        var run = List.of("run", "--rm", "change-second", "sh", "-c", "cat /c/same; ls /c");
        assertThat(docker().ok(run.toArray(String[]::new)))
                .isEqualTo("twoDockerfile\nnew\nsame\nstays");
    }

    private String explained(String name) {
        var outcome = docker().run("build", "--explain-context", "-t", name, context().toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.err();
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

    @Test
    void a_dockerfile_from_elsewhere_is_no_file_of_the_context(@TempDir Path elsewhere)
            throws IOException {
        file("kept", "");
        file("out", "");
        file(".dockerignore", "kept\n");
        var recipe = elsewhere.resolve("Recipe");
        Files.writeString(recipe, "FROM scratch\nCOPY . /\n");
        Files.writeString(elsewhere.resolve("Recipe.dockerignore"), ".dockerignore\nout\n");
        var files = elsewhere.resolve("files");

        build("-f", recipe.toString(), "-o", "type=tar,dest=" + files);

        assertThat(names(files)).containsExactly("kept");
    }

    @Test
    void files_are_written_where_the_user_wants_them(@TempDir Path out) throws IOException {
        file("a.txt", "content");
        file("d/e/f", "x".repeat(200_000));
        file("Dockerfile", "FROM scratch\nCOPY d /d/\nCOPY --chmod=4755 a.txt /\n");

        build("-o", out.resolve("plain").toString());
        build("-o", "type=local,dest=" + out.resolve("local"), "-o", "type=tar,dest=" + out + "/t");
        build("-t", "of-archive", "-o", "type=docker,dest=" + out.resolve("docker"));
        build("-o", "type=oci,dest=" + out.resolve("oci"));
        var piped = docker().shell("\"$@\" build -o - " + context() + " | tar t");

        assertThat(out.resolve("plain/a.txt")).hasContent("content");
        assertThat(out.resolve("local/d/e/f")).hasSize(200_000);
        assertThat(Files.getAttribute(out.resolve("local/a.txt"), "unix:mode")).isEqualTo(0104755);
        assertThat(names(out.resolve("t"))).containsExactly("a.txt", "d/", "d/e/", "d/e/f");
        assertThat(piped.out().lines().sorted()).containsExactly("a.txt", "d/", "d/e/", "d/e/f");
        assertThat(docker().ok("load", "-q", "-i", out.resolve("docker").toString()))
                .contains("of-archive");
        assertThat(names(out.resolve("oci"))).contains("index.json", "oci-layout");
        try (var left = Files.list(out)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("plain", "local", "t", "docker", "oci");
        }
    }

    private static List<String> names(Path tar) {
        var listed = CommandOutcome.of("tar", "tf", tar.toString());
        assertThat(listed.code()).as(listed.err()).isZero();
        return listed.out().lines().sorted().toList();
    }

    @Test
    void a_build_that_fails_writes_no_files(@TempDir Path out) throws IOException {
        dockerfile("RUN false\n");

        var outcome =
                docker().run("build", "-o", out.resolve("local").toString(), context().toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void outputs_that_cannot_be_are_refused() throws IOException {
        dockerfile("");
        var where = context().toString();

        for (var refused :
                new String[][] {
                    {"-o", "type=nothing", "unknown output type"},
                    {"-o", "type=local", "dest is required"},
                    {"-o", "-,-", "type is required"},
                    {"--push", "--quiet", "--push needs a name"},
                    {"--provenance", "mode=max", "attestations are not made here"},
                    {"--sbom", "true", "attestations are not made here"},
                    {"--progress", "loud", "invalid progress mode"},
                    {"--build-context", "more", "expected name="},
                    {"--build-context", "more=/nowhere", "there is no directory"},
                    {"--build-context", "more=oci-layout:///nowhere", "is no OCI layout"},
                    {"--ssh", "default=/nowhere", "there is no socket"},
                    {"--cache-to", "type=local", "needs dest=DIRECTORY"},
                    {"--cache-to", "type=s3,bucket=b", "type=s3 is not supported"},
                    {"--cache-to", "type=local,dest=/d,x=y", "the attribute x is not known"}
                }) {
            var outcome = docker().run("build", refused[0], refused[1], where);

            assertThat(outcome.code()).as(outcome.toString()).isNotZero();
            assertThat(outcome.err()).contains(refused[2]);
        }
    }

    @Test
    void contexts_have_names(@TempDir Path more) throws IOException {
        Files.writeString(more.resolve("f"), "named");
        Files.writeString(more.resolve("left"), "");
        Files.writeString(more.resolve(".dockerignore"), "left\n");
        file("a", "main");
        dockerfile(
                """
                COPY --from=more . /more/
                COPY --from=image /list /
                COPY a /
                CMD cat /a /more/f && ls /more && cat /list
                """);
        var other = Files.createDirectory(more.resolve("other"));
        Files.writeString(
                other.resolve("Dockerfile"),
                "FROM " + BusyboxImage.NAME + "\nRUN echo l > /list\n");
        docker().ok("build", "-t", "list", other.toString());

        build(
                "-t",
                "named",
                "--build-context",
                "more=" + more,
                "--build-context",
                "image=docker-image://list");

        assertThat(docker().ok("run", "--rm", "named")).isEqualTo("mainnamedf\nother\nl");
    }

    @Test
    void a_cache_in_a_directory_makes_the_same_image(@TempDir Path out) throws IOException {
        dockerfile("RUN date > /when\nRUN cat /proc/sys/kernel/random/uuid > /once\n");
        var cache = out.resolve("cache");
        var made = build("-q", "--cache-to", "type=local,dest=" + cache);
        build("-q", "--cache-to", "type=local,tag=other,dest=" + cache);
        docker().ok("rmi", made);
        docker().ok("builder", "prune", "-af");

        var said = build("--why", "-t", "again", "--cache-from", "type=local,src=" + cache);

        assertThat(said).contains("importing cache manifest from").doesNotContain("Not cached");
        assertThat(docker().ok("image", "inspect", "-f", "{{.Id}}", "again")).isEqualTo(made);
        assertThat(cache.resolve("index.json")).content().contains("\"latest\"", "\"other\"");
    }

    @Test
    void an_image_in_a_layout_is_a_context(@TempDir Path out) throws IOException {
        dockerfile("ENV WHERE=layout\nRUN echo base > /base\n");
        build("-o", "type=oci,dest=" + out.resolve("tar"));
        var layout = out.resolve("oci");
        HostTools.run(
                out,
                "skopeo",
                "copy",
                "oci-archive:" + out.resolve("tar"),
                "oci:" + layout + ":v1");
        file("Dockerfile", "FROM b\nCOPY --from=b /base /copy\nCMD echo $WHERE; cat /copy\n");

        build("-t", "laid", "--build-context", "b=oci-layout://" + layout + ":v1");

        assertThat(docker().ok("run", "--rm", "laid")).isEqualTo("layout\nbase");
    }

    @Test
    void keys_are_given_for_one_build(@TempDir Path out) throws IOException {
        var _ = HostTools.installed("ssh-agent", "openssh-client");
        for (var passphrase : List.of("", "hidden")) {
            var key = out.resolve("key" + passphrase).toString();
            var made =
                    CommandOutcome.of(
                            "ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", key);
            assertThat(made.code()).as(made.err()).isZero();
        }
        addClientOfAgents();
        dockerfile(
                """
                COPY root /
                RUN --mount=type=ssh /ssh-add -l > /answer && grep ED25519 /answer
                """);

        build("--ssh", "default=" + out.resolve("key"));
        var locked =
                docker().run(
                                "build",
                                "--no-cache",
                                "--ssh",
                                "default=" + out.resolve("keyhidden"),
                                context().toString());

        assertThat(locked.code()).isNotZero();
        assertThat(locked.err()).contains("cannot be used without a passphrase");
    }

    @Test
    void the_time_of_the_environment_is_the_images() throws IOException {
        dockerfile("RUN mkdir /d\n");
        var dated = docker().with("SOURCE_DATE_EPOCH", "1700000000");
        var context = context().toString();

        var id = dated.ok("build", "-q", context);

        assertThat(docker().ok("inspect", "-f", "{{.Created}}", id))
                .isEqualTo("2023-11-14T22:13:20Z");
        assertThat(dated.ok("build", "-q", "--no-cache", context)).isEqualTo(id);
    }

    @Test
    void what_came_of_it_is_written_to_a_file(@TempDir Path out) throws IOException {
        dockerfile("LABEL what=metadata\n");
        var metadata = out.resolve("metadata.json");

        var id = build("-q", "-t", "described", "--metadata-file", metadata.toString());

        assertThat(metadata).content().contains("\"containerimage.digest\": \"" + id + "\"");
        assertThat(metadata).content().contains("\"image.name\": \"described\"");
    }

    @Test
    void stages_are_done_again_where_that_is_wanted() throws IOException {
        file(
                "Dockerfile",
                """
                FROM %1$s AS kept
                RUN cat /proc/sys/kernel/random/uuid > /kept
                FROM %1$s AS fresh
                RUN cat /proc/sys/kernel/random/uuid > /fresh
                FROM %1$s
                COPY --from=kept /kept /
                COPY --from=fresh /fresh /
                CMD cat /kept /fresh
                """
                        .formatted(BusyboxImage.NAME));
        build("-t", "first");

        build("-t", "second", "--no-cache-filter", "fresh");

        var first = docker().ok("run", "--rm", "first").split("\n");
        var second = docker().ok("run", "--rm", "second").split("\n");
        assertThat(second[0]).isEqualTo(first[0]);
        assertThat(second[1]).isNotEqualTo(first[1]);
    }

    @Test
    void steps_are_shown_as_they_go_on() throws IOException {
        dockerfile("RUN echo said; echo more\nRUN echo before; exit 3\n");

        var plain = docker().run("build", "--progress=plain", context().toString());
        var raw = docker().run("build", "--progress=rawjson", context().toString());

        assertThat(plain.code()).isEqualTo(3);
        assertThat(plain.err())
                .contains("#1 [internal] load build context\n")
                .containsPattern("#1 \\d\\.\\d{3} transferring context: ")
                .contains("[2/3] RUN echo said; echo more\n")
                .containsPattern("#\\d+ \\d+\\.\\d{3} said\n")
                .containsPattern("#\\d+ DONE \\d+\\.\\ds\n")
                .contains("------\n > [3/3] RUN echo before; exit 3:\nbefore\n------\n")
                .contains("returned a non-zero code: 3");
        assertThat(raw.err().lines())
                .anySatisfy(
                        line ->
                                assertThat(line)
                                        .startsWith("{\"vertexes\":")
                                        .contains(
                                                "\"name\":\"[2/3] RUN echo said",
                                                "\"cached\":true"));
    }

    /// With what it is linked with, as `root` in the context.
    private void addClientOfAgents() {
        HostTools.copy(HostTools.installed("ssh-add", "openssh-client"), context().resolve("root"));
    }

    @Test
    void an_agent_answers_its_command(@TempDir Path directory) throws IOException {
        var _ = HostTools.installed("ssh-agent", "openssh-client");
        var socket = directory.resolve("agent.sock").toString();
        var said = CommandOutcome.of("ssh-agent", "-a", socket).out();
        var pid = said.replaceFirst("(?s).*SSH_AGENT_PID=([0-9]+);.*", "$1");
        addClientOfAgents();
        dockerfile(
                """
                COPY root /
                RUN --mount=type=ssh,required /ssh-add -l > /answer || [ $? = 1 ]
                CMD ["cat", "/answer"]
                """);
        try {
            build("-t", "asked", "--ssh", "default=" + socket);
        } finally {
            CommandOutcome.of("kill", pid);
        }

        assertThat(docker().ok("run", "--rm", "asked")).isEqualTo("The agent has no identities.");
        assertThat(docker().run("build", "--no-cache", context().toString()).err())
                .contains("build with --ssh");
    }

    @Test
    void a_name_with_a_mistake_is_told_with_the_nearest() throws IOException {
        file("Dockerfile.other", "");
        file(
                "Dockerfile",
                "FROM %1$s AS build\nFROM %1$s\nCOPY --from=biuld /x /\n"
                        .formatted(BusyboxImage.NAME));
        var where = context().toString();

        var stage = docker().run("build", where);
        var target = docker().run("build", "--target", "buidl", where);
        var recipe = docker().run("build", "-f", where + "/Dockerfile.othr", where);

        assertThat(stage.err()).contains("there is no stage biuld (did you mean build?)");
        assertThat(target.err()).contains("target stage \"buidl\"", "did you mean build?");
        assertThat(recipe.err()).contains("did you mean Dockerfile.other?");
    }
}
