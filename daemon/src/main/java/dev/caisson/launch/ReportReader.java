package dev.caisson.launch;

import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.Syscalls;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Reads what a launch program reports until its program is executed or given up.
///
/// @param pid of init; 0 when there is none
/// @param failure the step that ended the launch; null when the program was executed
/// @param warnings steps that failed and were passed over
record ReportReader(int pid, @Nullable Failure failure, List<String> warnings) {
    ReportReader {
        warnings = List.copyOf(warnings);
    }

    /// A step with its error.
    record Failure(LaunchProgram.Step step, Errno errno) {}

    private static final int RECORD = 16;

    /// Blocks until the last writing end is closed.
    ///
    /// @param born is told init's pid as soon as there is one, while its program goes on
    static ReportReader read(Syscalls syscalls, Fd pipe, LaunchProgram program, IntConsumer born) {
        var all = new ByteArrayOutputStream();
        var buffer = new byte[512];
        while (true) {
            int read = syscalls.read(pipe.number(), buffer, 0, buffer.length);
            if (read == 0) break;
            boolean first = all.size() < RECORD;
            all.write(buffer, 0, read);
            if (first && all.size() >= RECORD) {
                int pid = parse(Arrays.copyOf(all.toByteArray(), RECORD), program).pid();
                if (pid != 0) born.accept(pid);
            }
        }
        return parse(all.toByteArray(), program);
    }

    /// Records of 16 bytes: 0 and init's pid, or a row's address and its result.
    static ReportReader parse(byte[] bytes, LaunchProgram program) {
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int pid = 0;
        Failure failure = null;
        var warnings = new ArrayList<String>();
        while (in.remaining() >= RECORD) {
            long row = in.getLong();
            long result = in.getLong();
            if (row == 0) {
                pid = (int) result;
                continue;
            }
            var step = program.stepAt(row).orElseThrow();
            var errno = Errno.of((int) -result);
            if (step.mayFail() && (errno == Errno.EPERM || errno == Errno.EACCES)) {
                warnings.add(step.what() + ": " + errno);
            } else {
                failure = new Failure(step, errno);
            }
        }
        return new ReportReader(pid, failure, warnings);
    }
}
