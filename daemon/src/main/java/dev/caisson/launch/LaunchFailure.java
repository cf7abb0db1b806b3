package dev.caisson.launch;

import dev.caisson.sys.Errno;
import org.jspecify.annotations.Nullable;

/// A start that failed. Everything it had begun has been taken back.
public final class LaunchFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Whose fault it is, as Docker's clients tell it apart.
    public enum Reason {
        /// The user's program does not exist: exit code 127.
        EXECUTABLE_NOT_FOUND(127),
        /// It exists and cannot be executed: permission, directory, format. Exit code 126.
        EXECUTABLE_NOT_RUNNABLE(126),
        /// The working directory cannot be entered: exit code 126 for exec, 127 for run in Docker;
        /// a mistake of the user.
        WORKING_DIRECTORY(127),
        /// A mount could not be made as asked, mostly a mistake of the user: exit code 127.
        MOUNT(127),
        /// Everything else: exit code 128.
        SETUP(128);

        private final int exitCode;

        Reason(int exitCode) {
            this.exitCode = exitCode;
        }

        /// What Docker writes as the exit code of the container that did not start.
        public int exitCode() {
            return exitCode;
        }
    }

    private final Reason reason;
    private final Errno errno;
    private final String operation;

    /// @param operation what was tried, on what: `mount proc on /proc`
    LaunchFailure(
            Reason reason,
            String operation,
            Errno errno,
            String message,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.operation = operation;
        this.errno = errno;
    }

    public Reason reason() {
        return reason;
    }

    public Errno errno() {
        return errno;
    }

    /// What was tried, on what: `mount proc on /proc`.
    public String operation() {
        return operation;
    }
}
