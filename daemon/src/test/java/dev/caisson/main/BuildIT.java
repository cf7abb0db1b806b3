package dev.caisson.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.EngineApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Builds of Dockerfiles by the docker command line's classic builder, on the running engine.
@Tag("foreign")
class BuildIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static DaemonProcess daemon;
    private static DockerCli docker;
    private static EngineApi api;

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.start();
        docker = DockerCli.docker(daemon).with("DOCKER_BUILDKIT", "0");
        api = daemon.api();
        api.load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    static void end() {
        daemon.close();
    }

    @Test
    void stages_variables_and_copies_make_an_image_that_runs() {
        var context =
                context(
                        """
                        ARG BASE=caisson-busybox:1
                        FROM $BASE AS make
                        ARG WHO=world
                        ENV GREETING="hello $WHO"
                        WORKDIR /app
                        COPY a.txt sub ./
                        RUN echo "$GREETING" > out && cat a.txt b.txt >> out
                        FROM ${BASE}
                        COPY --from=make --chown=app:video --chmod=640 /app/out /data/
                        CMD ["cat", "/data/out"]
                        """);
        write(context, "a.txt", "A\n");
        write(context, "sub/b.txt", "B\n");

        var said = build(context, "-t", "stages", "--build-arg", "WHO=you");

        assertThat(said).contains("Step 1/9 : FROM $BASE AS make", "Successfully tagged stages");
        assertThat(run("stages")).isEqualTo("hello you\nA\nB");
        assertThat(run("stages", "stat", "-c", "%a %U %G", "/data/out")).isEqualTo("640 app video");
    }

    @Test
    void a_second_build_comes_from_the_cache_and_is_the_same_image() {
        var context =
                context("FROM caisson-busybox:1\nCOPY a.txt /\nRUN date +%N > /now\nLABEL a=b\n");
        write(context, "a.txt", "first");
        var first = quiet(context);

        touch(context.resolve("a.txt"));
        daemon.terminate();
        daemon.restart();
        var again = quiet(context);
        write(context, "a.txt", "second");
        var changed = quiet(context);

        assertThat(again).isEqualTo(first);
        assertThat(changed).isNotEqualTo(first);
    }

    @Test
    void files_that_are_copied_again_without_the_cache_make_the_same_layer() {
        var context =
                context(
                        """
                        FROM caisson-busybox:1
                        WORKDIR /app
                        COPY d /app/d/
                        COPY . ./
                        """);
        write(context, "d/a.txt", "first");
        write(context, "b.txt", "other");
        var first = quiet(context);

        var again = docker.ok("build", "-q", "--no-cache", context.toString());
        write(context, "d/a.txt", "second");
        var changed = docker.ok("build", "-q", "--no-cache", context.toString());

        assertThat(layers(again)).isEqualTo(layers(first));
        assertThat(layers(changed)).isNotEqualTo(layers(first));
        assertThat(run(changed, "cat", "/app/d/a.txt", "/app/b.txt")).isEqualTo("secondother");
    }

    private static String layers(String image) {
        return docker.ok("inspect", "--format", "{{json .RootFS.Layers}}", image);
    }

    @Test
    void a_failed_command_tells_its_code_and_keeps_its_container() {
        var context = context("FROM caisson-busybox:1\nRUN echo made > /made; exit 3\n");

        var outcome = docker.run(PATIENCE, "build", context.toString());

        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err())
                .contains("The command '/bin/sh -c echo made > /made; exit 3' returned a non-zero")
                .contains("caisson run -it --rm $(caisson commit ");
        var id = outcome.err().replaceFirst("(?s).*caisson commit ([0-9a-f]{12}).*", "$1");
        var image = docker.ok("commit", id);
        assertThat(run(image, "cat", "/made")).isEqualTo("made");
        assertThat(docker.ok("rm", id)).isEqualTo(id);
    }

    @Test
    void a_failed_build_leaves_nothing_when_asked_so() {
        var context = context("FROM caisson-busybox:1\nRUN exit 4\n");

        var outcome = docker.run(PATIENCE, "build", "--force-rm", context.toString());

        assertThat(outcome.code()).isEqualTo(4);
        assertThat(api.containers()).isEmpty();
        assertThat(workspaces()).isEmpty();
    }

    @Test
    void a_build_whose_client_goes_away_ends_with_its_command() {
        var context = context("FROM caisson-busybox:1\nRUN echo begun; sleep 1000\n");

        try (var client = docker.start("build", context.toString())) {
            Awaitility.await().atMost(PATIENCE).until(() -> !api.containers().isEmpty());
            client.signal("KILL");
        }

        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(api.containers()).isEmpty();
                            assertThat(workspaces()).isEmpty();
                        });
    }

    @Test
    void mounts_of_a_command_do_not_come_into_the_image() {
        var context =
                context(
                        """
                        FROM caisson-busybox:1 AS other
                        RUN mkdir /d && echo theirs > /d/f
                        FROM caisson-busybox:1
                        RUN --mount=type=bind,source=a.txt,target=/in/a.txt \\
                            --mount=type=bind,from=other,source=/d,target=/d,rw \\
                            --mount=type=tmpfs,target=/t --mount=type=cache,target=/c \\
                            cat /in/a.txt /d/f > /out && touch /t/x /c/x /d/new
                        RUN --mount=type=cache,target=/c ls /c >> /out
                        RUN ! ls /in /t /c /d 2>/dev/null
                        CMD cat /out
                        """);
        write(context, "a.txt", "mine\n");

        var said = build(context, "-t", "mounts");

        assertThat(said).contains("Successfully tagged mounts");
        assertThat(run("mounts")).isEqualTo("mine\ntheirs\nx");
    }

    @Test
    void the_ignore_file_keeps_files_out_and_a_missing_one_is_named_with_the_nearest() {
        var context = context("FROM caisson-busybox:1\nCOPY . /all/\nCMD ls /all\n");
        write(context, ".dockerignore", "*.log\nDockerfile\n.dockerignore\n");
        write(context, "kept.txt", "");
        write(context, "gone.log", "");

        build(context, "-t", "ignore");
        write(context, "Dockerfile", "FROM caisson-busybox:1\nCOPY kepp.txt /\n");
        var outcome = docker.run(PATIENCE, "build", context.toString());

        assertThat(run("ignore")).isEqualTo("kept.txt");
        assertThat(outcome.err()).contains("kepp.txt", "did you mean kept.txt");
    }

    @Test
    void configuration_and_history_are_as_buildkit_writes_them() {
        var context =
                context(
                        """
                        FROM caisson-busybox:1
                        ARG A=1
                        ENV E=$A F="two words"
                        LABEL l=v
                        EXPOSE 80 53/udp
                        VOLUME /v
                        USER app
                        WORKDIR /home/app
                        STOPSIGNAL SIGINT
                        HEALTHCHECK --interval=5s CMD true
                        SHELL ["/bin/sh", "-ec"]
                        ONBUILD RUN true
                        RUN true
                        ENTRYPOINT ["a", "b"]
                        CMD echo hi
                        """);

        build(context, "-t", "config");

        var format =
                "{{.Config.User}} {{.Config.WorkingDir}} {{json .Config.Entrypoint}}"
                        + " {{json .Config.Cmd}} {{json .Config.ExposedPorts}}"
                        + " {{json .Config.Volumes}} {{json .Config.OnBuild}}"
                        + " {{.Config.StopSignal}} {{json .Config.Shell}}"
                        + " {{json .Config.Healthcheck}}";
        assertThat(docker.ok("inspect", "--format", format, "config"))
                .isEqualTo(
                        "app /home/app [\"a\",\"b\"] [\"/bin/sh\",\"-ec\",\"echo hi\"]"
                                + " {\"53/udp\":{},\"80/tcp\":{}} {\"/v\":{}} [\"RUN true\"]"
                                + " SIGINT [\"/bin/sh\",\"-ec\"]"
                                + " {\"Test\":[\"CMD-SHELL\",\"true\"],\"Interval\":5000000000}");
        var history = docker.ok("history", "--no-trunc", "--format", "{{.CreatedBy}}", "config");
        assertThat(history.lines().toList().reversed())
                .containsExactly(
                        "busybox",
                        "ARG A=1",
                        "ENV E=1 F=two words",
                        "LABEL l=v",
                        "EXPOSE [53/udp 80/tcp]",
                        "VOLUME [/v]",
                        "USER app",
                        "WORKDIR /home/app",
                        "STOPSIGNAL SIGINT",
                        "HEALTHCHECK &{[\"CMD-SHELL\" \"true\"] \"5s\" \"0s\" \"0s\" \"0s\""
                                + " '\\x00'}",
                        "SHELL [/bin/sh -ec]",
                        "RUN |1 A=1 /bin/sh -ec true # buildkit",
                        "ENTRYPOINT [\"a\" \"b\"]",
                        "CMD [\"/bin/sh\" \"-ec\" \"echo hi\"]");
    }

    @Test
    void a_stage_that_begins_with_another_has_its_arguments() {
        var context =
                context(
                        """
                        FROM caisson-busybox:1 AS a
                        ARG X=1
                        FROM a
                        RUN echo $X > /x
                        CMD cat /x
                        """);

        build(context, "-t", "inherited", "--build-arg", "X=2");

        assertThat(run("inherited")).isEqualTo("2");
    }

    @Test
    void the_same_input_with_a_fixed_date_has_the_same_digest_without_the_cache() {
        var context =
                context("FROM caisson-busybox:1\nWORKDIR /w\nCOPY a.txt .\nRUN echo x > /x\n");
        write(context, "a.txt", "a");
        var date = new String[] {"--no-cache", "--build-arg", "SOURCE_DATE_EPOCH=1700000000"};

        assertThat(quiet(context, date)).isEqualTo(quiet(context, date));
    }

    @Test
    void nothing_of_a_hostile_context_leads_out_of_it() throws IOException {
        var context =
                context(
                        """
                        FROM caisson-busybox:1
                        RUN ln -s /etc /host && ln -s ../../../../../../tmp /up
                        COPY evil/passwd /copied
                        COPY ../../../../../../etc/caisson-none* /none/
                        COPY a.txt /host/a.txt
                        COPY a.txt /up/a.txt
                        RUN --mount=type=bind,source=../../..,target=/mnt ls /mnt > /listed
                        CMD cat /copied /etc/a.txt /tmp/a.txt /listed
                        """);
        write(context, "a.txt", "mine\n");
        write(context, "etc/passwd", "context\n");
        Files.createSymbolicLink(context.resolve("evil"), Path.of("/etc"));

        build(context, "-t", "hostile");

        assertThat(run("hostile")).isEqualTo("context\nmine\nmine\nDockerfile\na.txt\netc\nevil");
    }

    private static Path context(String dockerfile) {
        try {
            var directory = daemon.files().resolve("context-" + UUID.randomUUID());
            Files.createDirectory(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwxr-xr-x")));
            write(directory, "Dockerfile", dockerfile);
            return directory;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void write(Path context, String name, String content) {
        try {
            var file = context.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content.getBytes(UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void touch(Path file) {
        assertThat(file.toFile().setLastModified(1_000_000_000_000L)).isTrue();
    }

    private static String build(Path context, String... flags) {
        var command = new ArrayList<>(List.of("build", "--network", "none"));
        command.addAll(List.of(flags));
        command.add(context.toString());
        var outcome = docker.run(PATIENCE, command.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.toString()).isZero();
        return outcome.out();
    }

    private static String quiet(Path context, String... flags) {
        var all = new ArrayList<>(List.of("-q"));
        all.addAll(List.of(flags));
        return build(context, all.toArray(String[]::new)).strip();
    }

    private static String run(String image, String... command) {
        var all = new ArrayList<>(List.of("run", "--rm", "--network", "none", image));
        all.addAll(List.of(command));
        return docker.ok(all.toArray(String[]::new));
    }

    private static List<Path> workspaces() {
        try (var left = Files.list(daemon.dataRoot().resolve("build-cache/work"))) {
            return left.toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
