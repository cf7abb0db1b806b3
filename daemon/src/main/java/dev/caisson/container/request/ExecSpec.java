package dev.caisson.container.request;

import java.util.List;

/// What was asked for one exec session.
///
/// @param command at least one
/// @param workingDirectory empty for the container's
/// @param user empty for the container's
/// @param detachKeys empty for the default
/// @param columns first size of the terminal, 0 for none, likewise `rows`
public record ExecSpec(
        List<String> command,
        List<String> environment,
        String workingDirectory,
        String user,
        boolean privileged,
        ExecStreams streams,
        String detachKeys) {
    public ExecSpec {
        command = List.copyOf(command);
        environment = List.copyOf(environment);
    }

    public record ExecStreams(
            boolean tty,
            boolean attachStdin,
            boolean attachStdout,
            boolean attachStderr,
            int columns,
            int rows) {}
}
