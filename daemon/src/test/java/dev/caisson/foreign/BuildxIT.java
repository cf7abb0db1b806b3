package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.CommandOutcome;
import dev.caisson.system.HostTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// `docker build` with the buildx plugin, and `docker compose build`: BuildKit's protocols.
class BuildxIT extends BuildxContract {
    @Test
    void stages_arguments_and_copies_make_an_image_that_runs() {
        var context =
                context(
                        """
                        FROM caisson-busybox:1 AS make
                        ARG WHO=world
                        COPY a.txt sub ./
                        RUN echo "hello $WHO" > out && cat a.txt b.txt >> out
                        FROM caisson-busybox:1
                        COPY --from=make --chown=app:video --chmod=640 /out /data/
                        CMD ["cat", "/data/out"]
                        """);
        write(context, "a.txt", "A\n");
        write(context, "sub/b.txt", "B\n");
        write(context, "not-wanted", "x".repeat(1 << 20));

        var said = build(context, "-t", "stages", "--build-arg", "WHO=you", "--label", "l=v");

        assertThat(said)
                .contains("[make 3/3] RUN echo \"hello $WHO\"", "[stage-1 2/2] COPY --from=make")
                .contains("naming to docker.io/library/stages:latest")
                .doesNotContain("1.0MB");
        assertThat(run("stages")).isEqualTo("hello you\nA\nB");
        assertThat(run("stages", "stat", "-c", "%a %U %G", "/data/out")).isEqualTo("640 app video");
        assertThat(docker.ok("inspect", "-f", "{{.Config.Labels.l}}", "stages")).isEqualTo("v");
    }

    @Test
    void what_the_dockerignore_excludes_is_not_sent() {
        var context = context("FROM caisson-busybox:1\nCOPY . /c\nCMD find /c -type f | sort\n");
        write(context, ".dockerignore", "# comment\nsecret*\n!secret-not\nDockerfile\n");
        write(context, "secret-large", "x".repeat(1 << 20));
        write(context, "secret-not", "kept");

        var said = build(context, "-t", "ignored");

        assertThat(run("ignored")).isEqualTo("/c/.dockerignore\n/c/secret-not");
        assertThat(said).doesNotContain("1.0MB");
    }

    @Test
    void secrets_and_agents_are_there_for_one_command_only() {
        var context =
                context(
                        """
                        FROM caisson-busybox:1
                        RUN --mount=type=secret,id=token [ "$(cat /run/secrets/token)" = hidden ]
                        COPY root /
                        RUN --mount=type=ssh /ssh-add -l > /answer
                        RUN [ ! -e /run/secrets/token ] && [ -z "$SSH_AUTH_SOCK" ]
                        CMD ["cat", "/answer"]
                        """);
        HostTools.copy(HostTools.installed("ssh-add", "openssh-client"), context.resolve("root"));
        var secret = write(daemon.files(), "token", "hidden");
        var agent = agent();
        try {
            var with = docker.with("SSH_AUTH_SOCK", agent.socket());
            var key = agent.key(daemon.files().resolve("key").toString());
            var outcome =
                    with.run(
                            PATIENCE,
                            "build",
                            "--progress=plain",
                            "-t",
                            "asked",
                            "--secret",
                            "id=token,src=" + secret,
                            "--ssh",
                            "default",
                            context.toString());

            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(run("asked")).contains(key);
            var without = docker.run(PATIENCE, "build", "--no-cache", context.toString());
            assertThat(without.code()).isNotZero();
        } finally {
            CommandOutcome.of("kill", agent.pid());
        }
    }

    private record Agent(String socket, String pid) {
        /// Gives it a new one.
        ///
        /// @return the line the agent has for it
        String key(String file) {
            CommandOutcome.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file);
            var script = "SSH_AUTH_SOCK=$0; export SSH_AUTH_SOCK; ssh-add -q $1 && ssh-add -l";
            return CommandOutcome.of("sh", "-c", script, socket, file).line();
        }
    }

    private static Agent agent() {
        var _ = HostTools.installed("ssh-agent", "openssh-client");
        var socket = daemon.files().resolve("agent.sock").toString();
        var said = CommandOutcome.of("ssh-agent", "-a", socket).out();
        return new Agent(socket, said.replaceFirst("(?s).*SSH_AGENT_PID=([0-9]+);.*", "$1"));
    }

    @Test
    void a_failed_command_is_told_with_its_place_and_code() {
        var context = context("FROM caisson-busybox:1\n# why\nRUN echo before; exit 3\n");

        var outcome = docker.run(PATIENCE, "build", "--progress=plain", context.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("before\n", "Dockerfile:3", ">>> RUN echo before; exit 3")
                .contains(
                        "failed to solve: process \"/bin/sh -c echo before; exit 3\" did not"
                                + " complete successfully: exit code: 3");
        assertThat(daemon.api().containers()).isEmpty();
    }

    @Test
    void what_is_missing_is_named() {
        var context = context("FROM caisson-busybox:1\nCOPY nowhere /\n");

        var file = docker.run(PATIENCE, "build", "--progress=plain", context.toString());
        var recipe = docker.run(PATIENCE, "build", "-f", context + "/Other", context.toString());
        var image = buildOf("FROM nowhere.invalid/image\n");

        assertThat(file.err()).contains("not found", "nowhere", ">>> COPY nowhere /");
        assertThat(recipe.err()).contains("Other: no such file or directory");
        assertThat(image.err()).contains("nowhere.invalid");
    }

    private static CommandOutcome buildOf(String dockerfile) {
        return docker.run(PATIENCE, "build", context(dockerfile).toString());
    }

    @Test
    void results_are_written_where_the_client_wants_them() throws IOException {
        var context = context("FROM scratch\nCOPY d /d/\nCOPY --chmod=4755 a.txt /\n");
        write(context, "a.txt", "content");
        write(context, "d/e/f", "x".repeat(100_000));
        var out = Files.createDirectory(daemon.files().resolve("results"));

        build(context, "-o", out.resolve("local").toString());
        build(context, "-o", "type=tar,dest=" + out.resolve("tar"));
        build(context, "-t", "of-archive", "-o", "type=docker,dest=" + out.resolve("docker"));
        var id = out.resolve("id").toString();
        var data = out.resolve("data").toString();
        var oci = "type=oci,dest=" + out.resolve("oci");
        build(context, "-o", oci, "--iidfile", id, "--metadata-file", data);

        assertThat(out.resolve("local/a.txt")).hasContent("content");
        assertThat(out.resolve("local/d/e/f")).hasSize(100_000);
        assertThat(CommandOutcome.of("tar", "tf", out.resolve("tar").toString()).out().lines())
                .containsExactlyInAnyOrder("a.txt", "d/", "d/e/", "d/e/f");
        assertThat(docker.ok("load", "-q", "-i", out.resolve("docker").toString()))
                .contains("of-archive");
        var index = CommandOutcome.of("tar", "xOf", out.resolve("oci").toString(), "index.json");
        var manifest = index.out().replaceFirst("(?s).*\"digest\":\"([^\"]*)\".*", "$1");
        assertThat(docker.ok("images", "-q", "--no-trunc", "of-archive"))
                .isEqualTo(Files.readString(Path.of(id)));
        assertThat(Path.of(data)).content().contains("\"containerimage.digest\": \"" + manifest);
    }

    @Test
    void the_image_is_named_in_files() throws IOException {
        var context = context("FROM caisson-busybox:1\nLABEL named=in-files\n");
        var id = daemon.files().resolve("id");
        var metadata = daemon.files().resolve("metadata");

        build(
                context,
                "-t",
                "files:1",
                "-t",
                "files:2",
                "--iidfile",
                id.toString(),
                "--metadata-file",
                metadata.toString());

        var written = Files.readString(id);
        assertThat(docker.ok("images", "-q", "--no-trunc", "files:2")).isEqualTo(written);
        assertThat(metadata)
                .content()
                .contains(written, "docker.io/library/files:1,docker.io/library/files:2");
    }

    @Test
    void contexts_come_by_a_pipe_and_under_names() {
        var context = context("FROM caisson-busybox:1\nCOPY --from=more f /f\nCMD cat /f\n");
        write(context, "more/f", "named");
        var tar = docker.shell("tar c -C " + context + " . | \"$@\" build -t piped - 2>&1");
        var file =
                docker.shell(
                        "printf 'FROM caisson-busybox:1\\nCMD echo alone\\n' |"
                                + " \"$@\" build -t alone - 2>&1");

        build(context, "--build-context", "more=" + context.resolve("more"), "-t", "named");

        // There is no such name in the pipe.
        assertThat(tar.code()).isNotZero();
        assertThat(tar.out()).contains("more");
        assertThat(file.code()).as(file.out()).isZero();
        assertThat(run("alone")).isEqualTo("alone");
        assertThat(run("named")).isEqualTo("named");
    }

    @Test
    void two_builds_at_once_share_what_they_make() {
        var context =
                context("FROM caisson-busybox:1\nCOPY a.txt /\nRUN sleep 2; date +%N > /now\n");
        write(context, "a.txt", "shared");
        try (var one = start(context, "-t", "one");
                var two = start(context, "-t", "two")) {
            one.closeInput();
            two.closeInput();

            assertThat(one.outcome(PATIENCE).code()).isZero();
            assertThat(two.outcome(PATIENCE).code()).isZero();
        }

        assertThat(run("one", "cat", "/now")).isEqualTo(run("two", "cat", "/now"));
    }

    @Test
    void an_interrupted_build_ends_with_its_command() {
        var context = context("FROM caisson-busybox:1\nRUN echo begun; sleep 1000\n");
        try (var running = start(context, "--no-cache")) {
            Awaitility.await().atMost(PATIENCE).until(() -> !daemon.api().containers().isEmpty());

            running.signal("INT");

            assertThat(running.outcome(PATIENCE).code()).isNotZero();
        }
        Awaitility.await().atMost(PATIENCE).until(() -> daemon.api().containers().isEmpty());
        Awaitility.await().atMost(PATIENCE).until(() -> workspaces().isEmpty());
    }

    @Test
    void the_cache_is_shown_and_emptied() {
        build(context("FROM caisson-busybox:1\nRUN echo cached > /cached\n"));

        assertThat(docker.ok("buildx", "du"))
                .contains("RECLAIMABLE")
                .doesNotContain("Total:\t\t0B");
        assertThat(docker.ok("buildx", "du", "--verbose")).contains("RUN echo cached");
        assertThat(docker.ok("buildx", "prune", "-af")).contains("Total:");
        assertThat(docker.ok("buildx", "du", "--verbose")).doesNotContain("RUN echo cached");
        assertThat(docker.ok("buildx", "inspect")).contains("running", "linux/");
    }

    @Test
    void compose_builds_its_services() {
        var context = context("FROM caisson-busybox:1\nARG N\nRUN echo $N > /n\nCMD cat /n\n");
        write(
                context,
                "compose.yaml",
                """
                services:
                  a: { image: "composed-a", build: { context: ., args: { N: one } } }
                  b: { image: "composed-b", build: { context: ., args: { N: two } } }
                """);

        var outcome =
                docker.run(
                        PATIENCE, "compose", "-p", "b", "-f", context + "/compose.yaml", "build");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(run("composed-a") + run("composed-b")).isEqualTo("onetwo");
    }

    @Test
    void a_dockerfile_is_checked_and_outlined_without_a_build() {
        var context =
                context(
                        """
                        FROM caisson-busybox:1 AS first
                        MAINTAINER me
                        # last is built
                        FROM first AS last
                        ARG X=1
                        RUN --mount=type=secret,id=token,required false
                        """);

        var check = docker.run(PATIENCE, "build", "--check", context.toString());
        var outline = docker.ok("build", "--call", "outline", context.toString());
        var targets = docker.ok("build", "--call", "targets", context.toString());

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.out()).contains("1 warning has been found", ">>> MAINTAINER me");
        assertThat(outline).contains("is built", "X ", "token ");
        assertThat(targets).contains("first", "last (default)");
    }

    @Test
    void what_is_not_there_is_said() {
        var context = context("FROM caisson-busybox:1\n");

        var platforms =
                docker.run(
                        PATIENCE,
                        "build",
                        "--platform=linux/amd64,linux/arm64",
                        context.toString());

        var cache = daemon.files().resolve("cache");
        var exported =
                docker.run(
                        PATIENCE,
                        "build",
                        "--cache-to=type=local,compression=estargz,dest=" + cache,
                        context.toString());
        assertThat(exported.code()).isNotZero();
        assertThat(exported.err())
                .contains("compression=estargz is not supported: gzip, zstd and uncompressed");
        assertThat(platforms.code()).isNotZero();
        assertThat(platforms.err()).contains("several platforms");
    }

    @Test
    void only_what_has_changed_is_sent_for_the_next_build() {
        var context = context("FROM caisson-busybox:1\nCOPY . /c\nCMD cat /c/small /c/d/large\n");
        write(context, "d/large", "x".repeat(1 << 20));
        write(context, "small", "old");
        write(context, "gone", "gone");
        assertThat(build(context, "-t", "kept")).contains("transferring context: 1.05MB");

        var same = build(context, "-t", "kept");
        write(context, "small", "new");
        deleted(context.resolve("gone"));
        var changed = build(context, "-t", "kept");

        assertThat(same).contains("CACHED").doesNotContain("MB");
        assertThat(changed).contains("COPY . /c").doesNotContain("CACHED", "MB");
        assertThat(run("kept")).startsWith("newxxx");
        assertThat(run("kept", "ls", "/c")).isEqualTo("Dockerfile\nd\nsmall");
        assertThat(docker.ok("buildx", "du", "--verbose")).contains("local source for context");
        docker.ok("buildx", "prune", "-f", "--filter", "type=source.local");
        assertThat(docker.ok("buildx", "du", "--verbose")).doesNotContain("local source");
        assertThat(build(context, "-t", "kept")).contains("MB", "CACHED");
    }

    @Test
    void a_prune_leaves_what_is_young_and_what_it_is_told_to_leave() {
        for (var name : List.of("older", "younger")) {
            var context = context("FROM caisson-busybox:1\nCOPY " + name + " /\n");
            write(context, name, "x".repeat(4 << 20));
            build(context);
        }

        docker.ok("buildx", "prune", "-af", "--filter", "until=24h");
        assertThat(docker.ok("buildx", "du", "--verbose")).contains("COPY older", "COPY younger");

        docker.ok("buildx", "prune", "-af", "--reserved-space", "9MB");
        assertThat(docker.ok("buildx", "du", "--verbose"))
                .contains("COPY younger")
                .doesNotContain("COPY older");
    }

    @Test
    void a_directory_of_commands_is_emptied_when_it_is_meant() {
        build(
                context(
                        """
                        FROM caisson-busybox:1
                        RUN --mount=type=cache,id=meant,target=/c echo kept > /c/f
                        """));

        docker.ok("builder", "prune", "-f", "--filter", "type=regular");
        assertThat(docker.ok("buildx", "du", "--verbose")).contains("exec.cachemount");
        docker.ok("builder", "prune", "-f", "--filter", "type=exec.cachemount");
        assertThat(docker.ok("buildx", "du", "--verbose")).doesNotContain("exec.cachemount");
    }

    @Test
    void a_script_is_told_by_its_first_line() {
        var said =
                build(
                        context(
                                """
                                FROM caisson-busybox:1
                                RUN <<END

                                echo first > /first
                                cat /first
                                END
                                RUN <<END
                                true
                                END
                                RUN cat <<END
                                no script
                                END
                                """));

        assertThat(said)
                .contains("[2/4] RUN <<END (echo first > /first...)\n")
                .contains("[3/4] RUN <<END (true)\n", "[4/4] RUN cat <<END\n");
    }

    @Test
    void a_context_of_no_files_is_one() {
        var recipe = context("FROM caisson-busybox:1\nCOPY . /c\nRUN test -z \"$(ls /c)\"\n");
        var empty = daemon.files().resolve("context-" + UUID.randomUUID());
        write(empty, "gone", "gone");
        deleted(empty.resolve("gone"));

        for (int round = 0; round < 2; round++) {
            build(empty, "-f", recipe.resolve("Dockerfile").toString());
        }
    }

    private static void deleted(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void triggers_of_an_image_take_from_stages_that_nothing_else_needs() {
        build(
                context(
                        """
                        FROM caisson-busybox:1
                        ONBUILD COPY --from=make /out /copied
                        ONBUILD RUN --mount=type=bind,from=other,target=/o cat /o/said > /mounted
                        """),
                "-t",
                "triggers");
        var context =
                context(
                        """
                        FROM caisson-busybox:1 AS make
                        COPY a.txt /out
                        FROM caisson-busybox:1 AS other
                        RUN echo other > /said
                        FROM caisson-busybox:1 AS unused
                        RUN false
                        FROM triggers
                        CMD ["cat", "/copied", "/mounted"]
                        """);
        write(context, "a.txt", "made\n");

        for (var buildKit : List.of("1", "0")) {
            var client = docker.with("DOCKER_BUILDKIT", buildKit);
            var built = client.run(PATIENCE, "build", "--no-cache", "-t", "t", context.toString());

            assertThat(built.code()).as(built.toString()).isZero();
            assertThat(run("t")).isEqualTo("made\nother");
        }
    }

    // ---- help

    private static String build(Path context, String... options) {
        try (var running = start(context, options)) {
            running.closeInput();
            var outcome = running.outcome(PATIENCE);
            assertThat(outcome.code()).as(outcome.toString()).isZero();
            return outcome.err();
        }
    }

    private static dev.caisson.system.RunningCommand start(Path context, String... options) {
        var words = new ArrayList<>(List.of("build", "--progress=plain"));
        words.addAll(List.of(options));
        words.add(context.toString());
        return docker.start(words.toArray(String[]::new));
    }

    private static String run(String image, String... command) {
        var words = new ArrayList<>(List.of("run", "--rm", "--network", "none", image));
        words.addAll(List.of(command));
        return docker.ok(words.toArray(String[]::new));
    }

    private static List<Path> workspaces() {
        try (var left = Files.list(daemon.dataRoot().resolve("build-cache/work"))) {
            return left.toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path context(String dockerfile) {
        var directory = daemon.files().resolve("context-" + UUID.randomUUID());
        write(directory, "Dockerfile", dockerfile);
        return directory;
    }

    private static Path write(Path directory, String name, String content) {
        try {
            var file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
