package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `POST /build` says and takes, word for word; a dockerd does the same with
/// `-Dcaisson.oracle=SOCKET`.
@Tag("foreign")
class ClassicBuildIT {
    private static final boolean ORACLE = !System.getProperty("caisson.oracle", "").isEmpty();

    private static TestedEngine engine;
    private static Path context;

    @BeforeAll
    static void start() throws IOException {
        engine = TestedEngine.start();
        var archive = BusyboxImage.archive(engine.files()).toString();
        DockerCli.docker(engine).ok("load", "-i", archive);
        context = Files.createDirectory(engine.files().resolve("classic"));
    }

    @AfterAll
    static void end() {
        if (engine != null) engine.close();
    }

    /// @return the messages, one a line, without what differs from build to build
    private static List<String> build(String parameters, String... instructions)
            throws IOException {
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM " + BusyboxImage.NAME + "\n" + String.join("\n", instructions) + "\n");
        HostTools.installed("curl", "curl");
        var outcome =
                CommandOutcome.of(
                        "sh",
                        "-c",
                        "tar c -C \"$0\" . | curl -sS --unix-socket \"$1\" -X POST -H"
                                + " Content-Type:application/x-tar --data-binary @-"
                                + " \"http://d/v1.50/build?$2\"",
                        context.toString(),
                        engine.socket().toString(),
                        parameters);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out()
                .replace("\\u003e", ">")
                .replace("\\u0026", "&")
                .replace("\\u001B", "\\u001b")
                .replace("{\"stream\":\"\\n\"}", "")
                .replaceAll("\\b[0-9a-f]{12}\\b", "ID")
                .replaceAll("\\b[0-9a-f]{64}\\b", "ID")
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.replaceFirst("\\\\n\"}$", "\"}"))
                .toList();
    }

    @Test
    void what_comes_from_the_cache_is_told_of_every_instruction_but_the_first() throws IOException {
        var steps = new String[] {"ARG a=" + System.nanoTime(), "RUN echo $a >&2", "CMD [\"x\"]"};

        var first = build("t=counted", steps);
        var second = build("t=counted", steps);
        var third = build("t=counted&nocache=1", steps);

        assertThat(first).filteredOn(line -> line.contains("Using cache")).isEmpty();
        assertThat(second).filteredOn(line -> line.contains("Using cache")).hasSize(3);
        assertThat(second)
                .containsSequence(
                        "{\"stream\":\" ---> Using cache\"}",
                        "{\"stream\":\" ---> ID\"}",
                        "{\"aux\":{\"ID\":\"sha256:ID\"}}",
                        "{\"stream\":\"Successfully built ID\"}",
                        "{\"stream\":\"Successfully tagged counted:latest\"}");
        assertThat(third).filteredOn(line -> line.contains("Using cache")).isEmpty();
    }

    @Test
    void standard_error_is_red() throws IOException {
        assertThat(build("nocache=1", "RUN echo out; sleep 0.2; echo err >&2"))
                .contains("{\"stream\":\"out\"}", "{\"stream\":\"\\u001b[91merr\\n\\u001b[0m\"}");
    }

    @Test
    void a_failed_command_is_told_with_its_code() throws IOException {
        var said = build("rm=1&forcerm=1", "RUN exit 7");

        var text = "The command '/bin/sh -c exit 7' returned a non-zero code: 7";
        assertThat(said.getLast())
                .startsWith("{\"errorDetail\":{\"code\":7,\"message\":\"" + text)
                .contains("\"error\":\"" + text);
    }

    @Test
    void an_argument_that_nothing_takes_is_told() throws IOException {
        assertThat(build("buildargs=%7B%22X%22:%221%22%7D"))
                .contains(
                        "{\"stream\":\"[Warning] One or more build-args [X] were not consumed\"}");
    }

    @Test
    void a_quiet_build_says_what_came_of_it_alone() throws IOException {
        assertThat(build("q=1", "LABEL quiet=1")).containsExactly("{\"stream\":\"sha256:ID\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    buildargs=x       | error reading build args
                    labels=x          | error reading labels
                    ulimits=x         | error reading ulimit
                    target=nope       | target stage \\"nope\\" could not be found
                    t=UPPER           | must be lowercase
                    version=7         | invalid version
                    dockerfile=nope   | nope
                    remote=http://127.0.0.1:1/x | 127.0.0.1:1
                    """)
    void a_parameter_that_is_none_is_refused(String parameters, String why) throws IOException {
        assertThat(String.join("\n", build(parameters))).contains("\"message\":", why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    memory=33554432&memswap=67108864 | test $(cat $(ls /sys/fs/cgroup/memory.max \
                    /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null)) = 33554432
                    shmsize=1048576        | df -k /dev/shm | grep -q ' 1024 '
                    extrahosts=there:10.1.2.3 | grep -q '10.1.2.3.there' /etc/hosts
                    networkmode=none       | test "$(ls /sys/class/net)" = lo
                    cpusetcpus=0           | grep -q 'Cpus_allowed_list:.0$' /proc/self/status
                    buildargs=%7B%22HTTP_PROXY%22:%22p%22%7D | test "$HTTP_PROXY" = p
                    ulimits=%5B%7B%22Name%22:%22nofile%22,%22Soft%22:77,%22Hard%22:88%7D%5D \
                    | test $(ulimit -n) = 77
                    """)
    void what_limits_commands_is_seen_by_them(String parameters, String command)
            throws IOException {
        assertThat(build(parameters + "&nocache=1&rm=1&forcerm=1&t=limited", "RUN " + command))
                .contains("{\"stream\":\"Successfully tagged limited:latest\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "cpushares=512",
        "cpuperiod=100000&cpuquota=50000",
        "pull=0",
        "cachefrom=%5B%22caisson-busybox:1%22%5D",
        "platform=linux/amd64",
        "version=1",
        "outputs=%5B%5D",
        "rm=0",
    })
    void what_changes_nothing_in_the_image_is_taken(String parameters) throws IOException {
        assertThat(build(parameters + "&t=taken", "RUN true"))
                .contains("{\"stream\":\"Successfully tagged taken:latest\"}");
    }

    @Test
    void labels_and_names_are_of_the_image() throws IOException {
        var _ = build("labels=%7B%22given%22:%22yes%22%7D&t=one&t=two:2");

        var shown =
                DockerCli.docker(engine).ok("inspect", "-f", "{{.Config.Labels.given}}", "two:2");
        assertThat(shown).isEqualTo("yes");
    }

    @Test
    void layers_are_squashed_only_where_that_is_known() throws IOException {
        var said = String.join("\n", build("squash=1", "RUN true"));

        if (ORACLE) assertThat(said).contains("squash is only supported with experimental mode");
        else assertThat(said).containsAnyOf("squash", "Successfully built");
    }
}
