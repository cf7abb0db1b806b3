package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.launch.ExecRequest.Streams;
import dev.caisson.launch.LaunchFailure.Reason;
import dev.caisson.spec.ExitRecord;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Poll;
import dev.caisson.sys.SyscallException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class ExecIT {
    private static final String EXEC_ID = "e".repeat(64);

    private static LaunchRunner launcher;
    private LaunchFixture fixture;
    private Path directory;
    private Launched container;
    private LaunchRequest request;

    @BeforeAll
    static void startLauncher() {
        launcher = new LaunchRunner(dev.caisson.sys.Syscalls.real());
    }

    @AfterAll
    static void endLauncher() {
        launcher.close();
    }

    @BeforeEach
    void startContainer() throws IOException {
        fixture = new LaunchFixture();
        directory = fixture.directory();
        request =
                fixture.request(
                        directory, fixture.spec(directory, LaunchFixture.process("sleep", "1000")));
        container = fixture.start(launcher, request);
    }

    @AfterEach
    void removeAll() throws IOException {
        fixture.close();
    }

    private ExecRequest exec(Streams streams, ProcessSpec process) {
        return new ExecRequest(
                request.spec().id(),
                EXEC_ID,
                container.process(),
                process,
                streams,
                directory,
                fixture.events(),
                new CgroupJoin.None(),
                new CgroupJoin.None());
    }

    private Launched start(Streams streams, String... arguments) {
        return fixture.exec(launcher, exec(streams, LaunchFixture.process(arguments)));
    }

    private String readAll(Fd fd) {
        var all = new ByteArrayOutputStream();
        var buffer = new byte[4096];
        while (true) {
            fixture.syscalls()
                    .ppoll(
                            new int[] {fd.number()},
                            new int[] {Poll.POLLIN},
                            Duration.ofSeconds(90));
            try {
                int read = fixture.syscalls().read(fd.number(), buffer, 0, buffer.length);
                if (read == 0) break;
                all.write(buffer, 0, read);
            } catch (SyscallException hangup) {
                assertThat(hangup.errno()).isEqualTo(Errno.EIO);
                break;
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private ExitRecord exit(Launched session) throws IOException {
        return LaunchFixture.exit(session, directory.resolve("exec/" + EXEC_ID));
    }

    @Test
    void runs_in_the_namespaces_of_the_container() throws IOException {
        var session =
                start(
                        new Streams.Pipes(false),
                        "sh",
                        "-c",
                        "hostname; ps -o pid,args | grep sleep | head -1; echo err >&2; exit 7");

        assertThat(readAll(session.link().stdout().orElseThrow()))
                .startsWith("box\n")
                .containsPattern("1 sleep 1000");
        assertThat(readAll(session.link().stderr().orElseThrow())).isEqualTo("err\n");
        assertThat(exit(session).status().code()).isEqualTo(7);
    }

    @Test
    void standard_input_ends_when_it_is_closed() throws IOException {
        var session = start(new Streams.Pipes(true), "cat");
        fixture.syscalls().writeAll(session.link().stdin().orElseThrow().number(), bytes("abc"));

        session.link().closeStdin();

        assertThat(readAll(session.link().stdout().orElseThrow())).isEqualTo("abc");
        assertThat(exit(session).status().code()).isZero();
    }

    @Test
    void has_a_terminal_of_the_container_when_asked() throws IOException {
        var session =
                start(new Streams.Terminal(100, 40), "sh", "-c", "tty; stty size; echo </dev/tty");
        var terminal = session.link().terminal().orElseThrow();
        fixture.syscalls().writeAll(terminal.number(), bytes("x\n"));

        assertThat(readAll(terminal)).contains("/dev/pts/0", "40 100");
        assertThat(exit(session).status().code()).isZero();
    }

    @Test
    void has_the_same_privileges_and_only_three_descriptors() throws IOException {
        var session =
                start(
                        new Streams.Pipes(false),
                        "sh",
                        "-c",
                        "ls /proc/self/fd | tr '\n' ' '; grep Cap /proc/self/status");

        assertThat(readAll(session.link().stdout().orElseThrow()))
                .startsWith("0 1 2 3 ") // 3 is the directory that ls reads
                .contains("CapInh:\t0000000000000000", "CapEff:\t00000000a80425fb");
        exit(session);
    }

    @Test
    void a_missing_program_leaves_nothing() {
        assertThatThrownBy(() -> start(new Streams.Pipes(false), "nope"))
                .isInstanceOfSatisfying(
                        LaunchFailure.class,
                        failure ->
                                assertThat(failure.reason()).isEqualTo(Reason.EXECUTABLE_NOT_FOUND))
                .hasMessage("exec: \"nope\": executable file not found in $PATH");
        assertThat(directory.resolve("exec/" + EXEC_ID)).doesNotExist();
    }

    @Test
    void a_missing_working_directory_is_not_made() {
        var process = LaunchFixture.in("/not/there", LaunchFixture.process("true"));

        assertThatThrownBy(() -> launcher.exec(exec(new Streams.Pipes(false), process)))
                .hasMessage(
                        "chdir to cwd (\"/not/there\") set in config.json failed:"
                                + " no such file or directory");
    }

    @Test
    void a_path_into_proc_is_no_working_directory() {
        var process = LaunchFixture.in("/proc/self/fd/8", LaunchFixture.process("true"));

        assertThatThrownBy(() -> launcher.exec(exec(new Streams.Pipes(false), process)))
                .isInstanceOf(LaunchFailure.class);
    }

    @Test
    void leaves_its_exit_record_for_later() throws IOException {
        var session = start(new Streams.Pipes(false), "sh", "-c", "exit 9");
        exit(session);

        var record =
                ExitRecord.parse(
                        Files.readAllBytes(directory.resolve("exec/" + EXEC_ID + "/exit")));

        assertThat(record.status().code()).isEqualTo(9);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
