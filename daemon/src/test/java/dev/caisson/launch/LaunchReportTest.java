package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.elf.Machine;
import dev.caisson.launch.LaunchFailure.Reason;
import dev.caisson.launch.LaunchProgram.Phase;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.sys.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchReportTest {
    private static LaunchProgram program() {
        var builder = new ProgramBuilder(Machine.X86_64);
        builder.phase(Phase.MOUNT);
        builder.step("mount proc on /proc", new ProcessOp.Setsid());
        builder.warning("set limit 7 to 5", new ProcessOp.Setsid());
        builder.place(builder.failed());
        builder.step("end", new ProcessOp.ExitGroup(ProgramBuilder.ZERO));
        return builder.build();
    }

    private static byte[] records(long... words) {
        var bytes = ByteBuffer.allocate(words.length * 8).order(ByteOrder.nativeOrder());
        for (long word : words) bytes.putLong(word);
        return bytes.array();
    }

    private static long row(LaunchProgram program, int index) {
        for (long address = 0x400000; ; address++) {
            var found = program.table().rowAt(address);
            if (found.isPresent() && found.get().index() == index) return address;
        }
    }

    @Test
    void a_pid_alone_is_a_success() {
        var report = ReportReader.parse(records(0, 42), program());

        assertThat(report.pid()).isEqualTo(42);
        assertThat(report.failure()).isNull();
    }

    @Test
    void a_row_is_a_failure_of_its_step() {
        var program = program();

        var report = ReportReader.parse(records(0, 42, row(program, 0), -1), program);

        var failure = Objects.requireNonNull(report.failure());
        assertThat(FailureText.of(failure, LaunchFixture.process("x")))
                .hasMessage("mount proc on /proc: EPERM")
                .extracting(LaunchFailure::reason)
                .isEqualTo(Reason.MOUNT);
    }

    @Test
    void a_row_that_may_fail_is_a_warning() {
        var program = program();

        var report = ReportReader.parse(records(0, 42, row(program, 1), -1), program);

        assertThat(report.failure()).isNull();
        assertThat(report.warnings()).containsExactly("set limit 7 to 5: EPERM");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x    | ENOENT  | 127 | exec: \"x\": executable file not found in $PATH",
                "/x/y | ENOENT  | 127 | exec: \"/x/y\": stat /x/y: no such file or directory",
                "/x   | EACCES  | 126 | exec: \"/x\": permission denied",
                "/x   | ENOEXEC | 126 | exec /x: exec format error",
                "/x   | E2BIG   | 126 | exec /x: argument list too long",
            })
    void a_program_that_cannot_run_is_told_as_docker_does(
            String name, Errno errno, int code, String message) {
        var step = new LaunchProgram.Step("execute", new ProcessOp.Setsid(), Phase.EXECUTE, false);

        var failure =
                FailureText.of(new ReportReader.Failure(step, errno), LaunchFixture.process(name));

        assertThat(failure).hasMessage(message);
        assertThat(failure.reason().exitCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "/a/b,a/b",
                "a//b/./c/,a/b/c",
                "/,.",
                "/..,.",
                "/a/../../b,b",
                "/a/..,.",
                "/a/…,a/…"
            })
    void a_path_is_normalized_without_leaving_the_root(String path, String relative) {
        assertThat(PathSteps.relative(path)).isEqualTo(relative);
    }

    @Test
    void a_program_is_looked_up_in_the_path_of_its_environment() {
        var process = LaunchFixture.process("x");
        assertThat(ExecuteSteps.candidates(process)).containsExactly("/bin/x");

        var odd =
                new ProcessSpec(
                        List.of("x"),
                        List.of("PATH=/a::/b/"),
                        "/",
                        process.user(),
                        process.capabilities(),
                        List.of(),
                        false,
                        null,
                        null,
                        null,
                        null);
        assertThat(ExecuteSteps.candidates(odd)).containsExactly("/a/x", "./x", "/b//x");
        assertThat(ExecuteSteps.candidates(LaunchFixture.process("./x"))).containsExactly("./x");
    }
}
