package dev.caisson.launch;

import dev.caisson.launch.LaunchFailure.Reason;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.sys.Errno;
import dev.caisson.sys.SyscallException;

/// Says what a failed step means to the user, in the words Docker's clients look for.
final class FailureText {
    private FailureText() {}

    static LaunchFailure of(ReportReader.Failure failure, ProcessSpec process) {
        var step = failure.step();
        var errno = failure.errno();
        return switch (step.phase()) {
            case EXECUTE -> execute(step.what(), errno, process.arguments().getFirst());
            case WORKING_DIRECTORY ->
                    failure(
                            Reason.WORKING_DIRECTORY,
                            failure,
                            "chdir to cwd (\"%s\") set in config.json failed: %s"
                                    .formatted(process.workingDirectory(), lower(errno)));
            case MOUNT -> failure(Reason.MOUNT, failure, plain(failure));
            case HOLDER, ISOLATION, CREDENTIALS -> failure(Reason.SETUP, failure, plain(failure));
        };
    }

    /// For a program that reported nothing: it was killed.
    static LaunchFailure vanished() {
        return new LaunchFailure(
                Reason.SETUP,
                "start init",
                Errno.UNKNOWN,
                "the launch program ended without a report",
                null);
    }

    /// For a part of a volume that cannot be mounted.
    static LaunchFailure subpath(String subpath, SyscallException failure) {
        // EXDEV: a link leads out of it; EAGAIN: it may, since somebody renames on the way
        var message =
                switch (failure.errno()) {
                    case EXDEV, EAGAIN ->
                            "path concatenation escapes the base directory, subpath: " + subpath;
                    default -> "cannot access path " + subpath + ": " + lower(failure.errno());
                };
        return new LaunchFailure(Reason.MOUNT, failure.call(), failure.errno(), message, failure);
    }

    private static LaunchFailure execute(String what, Errno errno, String name) {
        boolean searched = !name.isEmpty() && name.indexOf('/') < 0;
        return switch (errno) {
            case ENOENT, ENOTDIR ->
                    new LaunchFailure(
                            Reason.EXECUTABLE_NOT_FOUND,
                            what,
                            errno,
                            searched
                                    ? "exec: \"%s\": executable file not found in $PATH"
                                            .formatted(name)
                                    : "exec: \"%s\": stat %s: %s"
                                            .formatted(name, name, lower(errno)),
                            null);
            case EACCES ->
                    new LaunchFailure(
                            Reason.EXECUTABLE_NOT_RUNNABLE,
                            what,
                            errno,
                            "exec: \"%s\": permission denied".formatted(name),
                            null);
            default ->
                    new LaunchFailure(
                            Reason.EXECUTABLE_NOT_RUNNABLE,
                            what,
                            errno,
                            "exec %s: %s".formatted(name, lower(errno)),
                            null);
        };
    }

    private static String plain(ReportReader.Failure failure) {
        var what = failure.step().what();
        return what.startsWith("refuse") ? what : what + ": " + failure.errno();
    }

    private static LaunchFailure failure(
            Reason reason, ReportReader.Failure failure, String message) {
        return new LaunchFailure(reason, failure.step().what(), failure.errno(), message, null);
    }

    /// As Go prints an errno, which is what clients compare with.
    private static String lower(Errno errno) {
        return errno.text().toLowerCase(java.util.Locale.ROOT);
    }
}
