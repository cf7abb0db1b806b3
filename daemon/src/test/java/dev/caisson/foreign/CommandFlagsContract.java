package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.contract.FlagTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every flag of `container …` commands does what docker's does, or is refused with a reason: a
/// line of the table of flags for each.
public abstract class CommandFlagsContract extends ClientContract {
    private static final Pattern FLAG =
            Pattern.compile("^\\s+(?:-[a-zA-Z], )?--([a-z0-9-]+)", Pattern.MULTILINE);

    /// Flags that do nothing to a container, or only on other systems.
    private static final List<String> WITHOUT_EFFECT =
            List.of("help", "kernel-memory", "use-api-socket");

    @Test
    void every_flag_of_the_client_has_a_line() {
        var known = new TreeSet<>(FlagTable.flags());
        var missing = new TreeSet<String>();
        for (var command : FlagTable.commands()) {
            var help = docker.run("container", command, "--help");
            assertThat(help.code()).as(command + help.err()).isZero();
            var flags = FLAG.matcher(help.out());
            while (flags.find()) {
                var flag = flags.group(1);
                if (WITHOUT_EFFECT.contains(flag) || beyond().contains(flag)) continue;
                if (!known.contains(command + " " + flag)) missing.add(command + " " + flag);
            }
        }

        assertThat(missing).isEmpty();
    }

    /// Flags the real docker does not have, which have tests of their own.
    protected Set<String> beyond() {
        return Set.of();
    }

    static Stream<FlagTable.Shown> shown() {
        return FlagTable.shown().stream();
    }

    @ParameterizedTest
    @MethodSource("shown")
    void a_flag_of_create_is_shown_by_inspect(FlagTable.Shown flag) {
        var id = docker.ok("container", "create", "--" + flag.written(), IMAGE, "true");

        assertThat(docker.ok("inspect", "-f", "{{json " + flag.template() + "}}", id))
                .isEqualTo(flag.value());
    }

    static Stream<FlagTable.Refused> refused() {
        return FlagTable.refused().stream();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_flag_that_cannot_be_honoured_is_refused(FlagTable.Refused flag) {
        var outcome = docker.run("container", "create", "--" + flag.written(), IMAGE, "true");

        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.err()).containsIgnoringCase(flag.reason());
    }

    @Test
    void files_that_flags_name_are_read_and_written(@TempDir Path directory) throws IOException {
        var variables = Files.writeString(directory.resolve("env"), "FROM_FILE=yes\n");
        var labels = Files.writeString(directory.resolve("labels"), "of=file\n");
        var place = directory.resolve("id");

        var id =
                docker.ok(
                        "container",
                        "create",
                        "--env-file=" + variables,
                        "--label-file=" + labels,
                        "--cidfile=" + place,
                        IMAGE);

        assertThat(place).hasContent(id);
        assertThat(docker.ok("inspect", "-f", "{{index .Config.Env 0}} {{.Config.Labels.of}}", id))
                .isEqualTo("FROM_FILE=yes file");
    }

    @Test
    void stop_and_restart_take_signal_and_time() {
        var script = "trap 'exit 7' USR1; touch /up; while :; do sleep 0.1; done";
        docker.ok("run", "-d", "--network=none", "--name", "handles", IMAGE, "sh", "-c", script);
        awaitFile("handles");

        docker.ok("container", "restart", "--signal=USR1", "--timeout=9", "handles");
        awaitFile("handles");
        docker.ok("container", "stop", "--signal=USR1", "--timeout=9", "handles");

        assertThat(docker.ok("inspect", "-f", "{{.State.ExitCode}}", "handles")).isEqualTo("7");
    }

    private void awaitFile(String name) {
        org.awaitility.Awaitility.await()
                .until(() -> docker.run("exec", name, "test", "-e", "/up").code() == 0);
    }

    @Test
    void exec_takes_its_flags(@TempDir Path directory) throws IOException {
        var variables = Files.writeString(directory.resolve("env"), "B=2\n");
        docker.ok("run", "-d", "--network=none", "--name", "host", IMAGE, "sleep", "9999");

        assertThat(
                        docker.ok(
                                "container",
                                "exec",
                                "--env=A=1",
                                "--env-file=" + variables,
                                "--user=app",
                                "--workdir=/tmp",
                                "--interactive",
                                "host",
                                "sh",
                                "-c",
                                "echo $A $B $(id -un) $(pwd)"))
                .isEqualTo("1 2 app /tmp");
        assertThat(
                        docker.ok(
                                "container",
                                "exec",
                                "--privileged",
                                "host",
                                "sh",
                                "-c",
                                "grep CapEff /proc/self/status | cut -f2 | tail -c 11"))
                .isGreaterThan("00a80425fb");
        docker.ok("container", "exec", "--detach", "host", "touch", "/detached");
        org.awaitility.Awaitility.await()
                .until(() -> docker.run("exec", "host", "test", "-e", "/detached").code() == 0);
    }

    @Test
    void logs_take_their_flags() {
        docker.ok(
                "run",
                "--network=none",
                "--name",
                "talks",
                "--log-driver=json-file",
                "--log-opt=labels=of",
                "--label=of=me",
                IMAGE,
                "sh",
                "-c",
                "echo one; echo two");

        assertThat(docker.ok("container", "logs", "--tail=1", "talks")).isEqualTo("two");
        assertThat(docker.ok("container", "logs", "--follow", "talks")).isEqualTo("one\ntwo");
        assertThat(docker.ok("container", "logs", "--since=1h", "talks")).isEqualTo("one\ntwo");
        assertThat(docker.ok("container", "logs", "--until=1h", "talks")).isEmpty();
        assertThat(docker.ok("container", "logs", "--details", "talks")).contains("of=me", "one");
        assertThat(docker.ok("container", "logs", "--timestamps", "--tail=1", "talks"))
                .matches("\\d{4}-\\d\\d-\\d\\dT.*Z two");
    }

    @Test
    void lists_and_inspect_take_their_flags() {
        var old = docker.ok("container", "create", "--network=none", "--name", "old", IMAGE);
        var young = docker.ok("container", "create", "--network=none", "--name", "young", IMAGE);

        assertThat(docker.ok("container", "ls", "--quiet")).isEmpty();
        assertThat(docker.ok("container", "ls", "--all", "--quiet", "--no-trunc"))
                .isEqualTo(young + "\n" + old);
        assertThat(docker.ok("container", "ls", "--latest", "--format={{.Names}}"))
                .isEqualTo("young");
        assertThat(docker.ok("container", "ls", "--last=1", "--format={{.Names}}"))
                .isEqualTo("young");
        assertThat(docker.ok("container", "ls", "-a", "--filter=name=old", "--format={{.ID}}"))
                .isEqualTo(old.substring(0, 12));
        assertThat(docker.ok("container", "ls", "-a", "--size", "--format={{.Size}}"))
                .contains("virtual");
        assertThat(docker.ok("container", "inspect", "--size", "-f", "{{.SizeRootFs}}", old))
                .matches("[1-9][0-9]{5,}");
    }

    @Test
    void removal_takes_its_flags() {
        docker.ok("container", "create", "--network=none", "--name", "target", IMAGE);
        docker.ok(
                "container",
                "create",
                "--name",
                "linked",
                "--link=target:alias",
                "-v",
                "/data",
                "--label=old=yes",
                IMAGE);
        assertThat(docker.ok("inspect", "-f", "{{.HostConfig.Links}}", "linked"))
                .isEqualTo("[/target:/linked/alias]");

        docker.ok("container", "rm", "--link", "linked/alias");
        assertThat(docker.ok("inspect", "-f", "{{json .HostConfig.Links}}", "linked"))
                .isEqualTo("null");
        docker.ok("container", "rm", "--volumes", "linked");
        assertThat(docker.ok("volume", "ls", "-q")).isEmpty();

        docker.ok("container", "create", "--network=none", "--name", "marked", "--label=x", IMAGE);
        docker.ok("container", "prune", "--force", "--filter=label=x");
        assertThat(docker.run("inspect", "marked").code()).isNotZero();
        assertThat(docker.run("inspect", "target").code()).isZero();
    }

    @Test
    void start_takes_input_and_keys() {
        docker.ok("container", "create", "-i", "--network=none", "--name", "reads", IMAGE, "cat");

        var outcome =
                docker.feed("heard", "container", "start", "-ai", "--detach-keys=ctrl-x", "reads");

        assertThat(outcome.out()).isEqualTo("heard");
    }

    @Test
    void attach_without_input_only_reads() {
        docker.ok(
                "run",
                "-di",
                "--network=none",
                "--name",
                "waits",
                IMAGE,
                "sh",
                "-c",
                "sleep 2; echo late");

        assertThat(docker.feed("unheard", "container", "attach", "--no-stdin", "waits").out())
                .isEqualTo("late\n");
    }
}
