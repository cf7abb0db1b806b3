package dev.caisson.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.launch.LaunchFailure.Reason;
import dev.caisson.spec.ExitEvent;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Signal;
import dev.caisson.system.BusyboxImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The way of a container from its start to its exit record.
@Tag("kernel")
class LaunchIT {
    private static LaunchRunner launcher;
    private LaunchFixture fixture;

    @BeforeAll
    static void startLauncher() {
        launcher = new LaunchRunner(dev.caisson.sys.Syscalls.real());
    }

    @AfterAll
    static void endLauncher() {
        launcher.close();
    }

    @BeforeEach
    void makeRoot() throws IOException {
        fixture = new LaunchFixture();
    }

    @AfterEach
    void removeRoot() throws IOException {
        fixture.close();
    }

    @Test
    void output_and_exit_code_are_kept() throws IOException {
        var outcome = fixture.run(launcher, "sh", "-c", "echo out; echo err >&2; exit 3");

        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.stdout()).isEqualTo("out\n");
        assertThat(outcome.stderr()).isEqualTo("err\n");
        assertThat(outcome.warnings()).isEmpty();
    }

    @Test
    void the_overlay_of_an_older_kernel_does_as_well() throws IOException {
        try (var older = new LaunchRunner(fixture.syscalls(), false)) {
            var outcome =
                    fixture.run(
                            older, "sh", "-c", "echo x >/new; cat /new; grep -c . /proc/mounts");

            assertThat(outcome.stdout()).startsWith("x\n");
        }
    }

    @Test
    void an_image_on_disk_can_be_executed_and_has_no_name() throws IOException {
        var directory = fixture.directory();
        var bytes = dev.caisson.elf.HelloProgram.write(dev.caisson.elf.Machine.current());
        long before = entries(directory);

        try (var image = new LaunchImage(fixture.syscalls()).file(bytes, directory)) {
            var hello =
                    new ProcessBuilder(
                                    "/proc/"
                                            + ProcessHandle.current().pid()
                                            + "/fd/"
                                            + image.number())
                            .start();

            assertThat(new String(hello.getInputStream().readAllBytes(), UTF_8)).isNotEmpty();
            assertThat(entries(directory)).isEqualTo(before);
        }
    }

    private static long entries(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.count();
        }
    }

    @Test
    void a_root_without_layers_is_its_upper_directory() throws IOException {
        var directory = fixture.directory();
        var spec = LaunchFixture.scratch(fixture.spec(directory, LaunchFixture.process("/busy")));
        Files.copy(BusyboxImage.program(), directory.resolve("upper/busy"));

        assertThat(fixture.run(launcher, fixture.request(directory, spec)).code()).isEqualTo(127);
    }

    @Test
    void a_killed_container_has_the_signal_in_its_record() throws IOException {
        var directory = fixture.directory();
        var process = LaunchFixture.process("sleep", "1000");
        var before = Instant.now();
        var launched =
                fixture.start(
                        launcher, fixture.request(directory, fixture.spec(directory, process)));

        launched.process().open(fixture.syscalls()).orElseThrow().signal(Signal.SIGKILL);

        var exit = LaunchFixture.exit(launched, directory);
        assertThat(exit.status().signal()).isEqualTo(Signal.SIGKILL);
        assertThat(exit.status().code()).isEqualTo(137);
        assertThat(exit.finished()).isBetween(before.minusMillis(10), Instant.now());
        assertThat(directory.resolve("exit.tmp")).doesNotExist();
    }

    @Test
    void the_end_is_told_on_the_event_fifo() throws IOException {
        var syscalls = fixture.syscalls();
        int flags = OpenFlag.O_RDONLY | OpenFlag.O_NONBLOCK;
        try (var fifo =
                dev.caisson.sys.Fd.of(
                        syscalls, syscalls.openat(-100, fixture.events().toString(), flags, 0))) {
            var directory = fixture.directory();
            var spec = fixture.spec(directory, LaunchFixture.process("sh", "-c", "exit 4"));
            fixture.run(launcher, fixture.request(directory, spec));

            var bytes = new byte[2 * ExitEvent.BYTES];
            int read = syscalls.read(fifo.number(), bytes, 0, bytes.length);

            assertThat(read).isEqualTo(ExitEvent.BYTES);
            var event = ExitEvent.parse(ByteBuffer.wrap(bytes));
            assertThat(event.container()).isEqualTo(spec.id());
            assertThat(event.execId()).isNull();
            assertThat(event.status().code()).isEqualTo(4);
        }
    }

    @Test
    void init_dies_with_its_holder() throws IOException {
        var directory = fixture.directory();
        var process = LaunchFixture.user(1000, LaunchFixture.process("sleep", "1000"));
        var launched =
                fixture.start(
                        launcher, fixture.request(directory, fixture.spec(directory, process)));
        try (var init = launched.process().open(fixture.syscalls()).orElseThrow()) {
            launched.link().pidFd().signal(Signal.SIGKILL);

            assertThat(init.ended(Duration.ofSeconds(90))).isTrue();
        }
        launched.link().reap();
        assertThat(directory.resolve("exit")).doesNotExist();
    }

    /// The JVM opens its first jars so that a child would inherit them.
    @Test
    void a_holder_has_no_file_of_the_daemon() throws IOException {
        var directory = fixture.directory();
        var spec = fixture.spec(directory, LaunchFixture.process("sleep", "1000"));

        var launched = fixture.start(launcher, fixture.request(directory, spec));

        var descriptors = Path.of("/proc/" + launched.holder().pid() + "/fd");
        try (var open = Files.list(descriptors)) {
            assertThat(open.map(LaunchIT::target))
                    .contains(directory.toString())
                    .noneMatch(target -> target.endsWith(".jar"));
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_missing_program_is_told_and_leaves_no_record() throws IOException {
        var directory = fixture.directory();
        var spec = fixture.spec(directory, LaunchFixture.process("nope"));

        assertThatThrownBy(() -> launcher.start(fixture.request(directory, spec)))
                .isInstanceOfSatisfying(
                        LaunchFailure.class,
                        failure ->
                                assertThat(failure.reason()).isEqualTo(Reason.EXECUTABLE_NOT_FOUND))
                .hasMessage("exec: \"nope\": executable file not found in $PATH");
        assertThat(directory.resolve("exit")).doesNotExist();
        assertThat(directory.resolve("exit.tmp")).doesNotExist();
    }

    @Test
    void a_path_that_is_missing_is_told_as_docker_does() throws IOException {
        assertThatThrownBy(() -> fixture.run(launcher, "/nope"))
                .hasMessage("exec: \"/nope\": stat /nope: no such file or directory");
    }

    @Test
    void what_may_not_be_executed_is_denied() throws IOException {
        Files.writeString(fixture.rootfs().resolve("etc/text"), "text");

        assertThatThrownBy(() -> fixture.run(launcher, "/etc/text"))
                .isInstanceOfSatisfying(
                        LaunchFailure.class,
                        failure -> assertThat(failure.reason().exitCode()).isEqualTo(126))
                .hasMessage("exec: \"/etc/text\": permission denied");
    }

    @Test
    void what_is_no_program_has_a_format_error() throws IOException {
        var file = Files.writeString(fixture.rootfs().resolve("etc/text"), "text");
        assertThat(file.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> fixture.run(launcher, "/etc/text"))
                .isInstanceOfSatisfying(
                        LaunchFailure.class,
                        failure ->
                                assertThat(failure.reason())
                                        .isEqualTo(Reason.EXECUTABLE_NOT_RUNNABLE))
                .hasMessage("exec /etc/text: exec format error");
    }

    @Test
    void a_second_run_continues_the_log_of_the_first() throws IOException {
        var directory = fixture.directory();
        var first = fixture.spec(directory, LaunchFixture.process("echo", "one"));
        fixture.run(launcher, fixture.request(directory, first));
        Files.write(
                directory.resolve("log/0"), new byte[20], java.nio.file.StandardOpenOption.APPEND);

        var second = fixture.spec(directory, LaunchFixture.process("echo", "two"));
        var outcome = fixture.run(launcher, fixture.request(directory, second));

        assertThat(outcome.stdout()).isEqualTo("one\ntwo\n");
    }

    @Test
    void standard_input_is_passed_and_closed() throws IOException {
        var directory = fixture.directory();
        var spec =
                LaunchFixture.withStdio(
                        fixture.spec(
                                directory, LaunchFixture.process("sh", "-c", "cat; echo done")),
                        new dev.caisson.spec.Stdio.Pipes(
                                true, dev.caisson.spec.LogLayout.defaults()));
        var launched = fixture.start(launcher, fixture.request(directory, spec));
        var stdin = launched.link().stdin().orElseThrow();
        fixture.syscalls().writeAll(stdin.number(), "abc\n".getBytes(UTF_8));

        launched.link().closeStdin();

        assertThat(LaunchFixture.exit(launched, directory).status().code()).isZero();
        assertThat(LogFrames.read(directory.resolve("log")).text(1)).isEqualTo("abc\ndone\n");
    }

    @Test
    void a_later_daemon_gets_standard_input_back() throws IOException {
        var directory = fixture.directory();
        var stdio = new dev.caisson.spec.Stdio.Pipes(true, dev.caisson.spec.LogLayout.defaults());
        var spec =
                LaunchFixture.withStdio(
                        fixture.spec(directory, LaunchFixture.process("cat")), stdio);
        var launched = fixture.start(launcher, fixture.request(directory, spec));
        launched.link().stdin().orElseThrow().close();

        try (var link = launcher.reattach(launched.holder(), stdio)) {
            fixture.syscalls()
                    .writeAll(link.stdin().orElseThrow().number(), "again\n".getBytes(UTF_8));
            link.closeStdin();
        }

        assertThat(LaunchFixture.exit(launched, directory).status().code()).isZero();
        assertThat(LogFrames.read(directory.resolve("log")).text(1)).isEqualTo("again\n");
    }

    @Test
    void a_terminal_is_the_controlling_one() throws IOException {
        var directory = fixture.directory();
        var spec =
                LaunchFixture.withStdio(
                        fixture.spec(
                                directory,
                                LaunchFixture.process(
                                        "sh",
                                        "-c",
                                        "tty; stty size; echo hi >/dev/console; cat /dev/tty")),
                        new dev.caisson.spec.Stdio.Terminal(
                                100, 40, dev.caisson.spec.LogLayout.defaults()));
        var launched = fixture.start(launcher, fixture.request(directory, spec));
        var terminal = launched.link().terminal().orElseThrow();
        fixture.syscalls().writeAll(terminal.number(), "line\n\u0004".getBytes(UTF_8));

        assertThat(LaunchFixture.exit(launched, directory).status().code()).isZero();
        assertThat(LogFrames.read(directory.resolve("log")).text(1))
                .contains("/dev/pts/0\r\n", "40 100\r\n", "hi\r\n", "line\r\n");
    }

    @Test
    void with_init_orphans_are_reaped_and_signals_passed_on() throws IOException {
        var directory = fixture.directory();
        var script =
                "(sleep 0.1 &) ; trap 'ps -o stat,comm; exit 5' TERM; echo ready;"
                        + " while ps -o comm | grep -q '^sleep'; do usleep 10000; done;"
                        + " sleep 60 & kill -TERM 1; wait";
        var spec =
                LaunchFixture.withInit(
                        fixture.spec(directory, LaunchFixture.process("sh", "-c", script)));

        var outcome = fixture.run(launcher, fixture.request(directory, spec));

        assertThat(outcome.code()).isEqualTo(5);
        assertThat(outcome.stdout()).contains("ready", "caisson-init").doesNotContain("Z ");
    }

    @Test
    void with_init_the_end_by_a_signal_is_128_more() throws IOException {
        var directory = fixture.directory();
        var spec =
                LaunchFixture.withInit(
                        fixture.spec(directory, LaunchFixture.process("sh", "-c", "kill -9 $$")));

        assertThat(fixture.run(launcher, fixture.request(directory, spec)).code()).isEqualTo(137);
    }
}
