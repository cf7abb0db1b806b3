package dev.caisson.container;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import dev.caisson.fault.InvalidInput;
import dev.caisson.launch.LaunchFailure;
import dev.caisson.sys.Errno;

/// Says why a start failed in words that Docker's clients look for: `executable file not found`,
/// `no such file or directory` (127), `permission denied` (126).
final class StartFaults {
    /// Docker's words, and what helps. The kernel runs foreign programs by an emulator that is
    /// registered in `binfmt_misc`, in every container.
    private static final String WRONG_FORMAT =
            "exec format error: a script needs a first line with #!, and a program for another"
                    + " processor an emulator on this host (install qemu-user-static and"
                    + " binfmt-support)";

    private StartFaults() {}

    /// @param program as the user wrote it
    static Fault of(LaunchFailure failure, String program) {
        var text = text(failure, program);
        return switch (failure.reason()) {
            case SETUP -> new Internal(failure, FaultCode.CONTAINER_START_FAILED, text);
            case EXECUTABLE_NOT_FOUND, EXECUTABLE_NOT_RUNNABLE, WORKING_DIRECTORY, MOUNT ->
                    new InvalidInput(failure, FaultCode.CONTAINER_COMMAND_FAILED, text);
        };
    }

    /// The same for an exec session.
    static Fault ofExec(LaunchFailure failure, String program) {
        var text = text(failure, program);
        return failure.reason() == LaunchFailure.Reason.SETUP
                ? new Internal(failure, FaultCode.EXEC_START_FAILED, text)
                : new InvalidInput(failure, FaultCode.EXEC_COMMAND_FAILED, text);
    }

    /// What Docker shows as the exit code of something that did not start.
    static int exitCode(Fault fault) {
        return fault.getCause() instanceof LaunchFailure failure
                ? failure.reason().exitCode()
                : 128;
    }

    private static String text(LaunchFailure failure, String program) {
        var quoted = "exec: \"" + program + "\": ";
        return switch (failure.reason()) {
            case EXECUTABLE_NOT_FOUND ->
                    program.indexOf('/') < 0
                            ? quoted + "executable file not found in $PATH"
                            : quoted + "stat " + program + ": no such file or directory";
            case EXECUTABLE_NOT_RUNNABLE ->
                    quoted
                            + (failure.errno() == Errno.ENOEXEC
                                    ? WRONG_FORMAT
                                    : failure.errno() == Errno.EISDIR
                                            ? "is a directory"
                                            : "permission denied");
            case WORKING_DIRECTORY, MOUNT, SETUP ->
                    failure.getMessage() == null ? failure.operation() : failure.getMessage();
        };
    }
}
