package dev.caisson.container.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What runs and as whom.
///
/// @param entrypoint null for the image's; an empty list, or one empty string, for none at all
/// @param arguments Docker's `Cmd`; null for the image's
/// @param environment `NAME=value`, or `NAME` alone to take that variable away
/// @param workingDirectory empty for the image's
/// @param user `user[:group]`, names or numbers; empty for the image's
/// @param shell of Docker's Config, only shown
/// @param argsEscaped of Docker's Config, only shown
public record Command(
        @Nullable List<String> entrypoint,
        @Nullable List<String> arguments,
        List<String> environment,
        String workingDirectory,
        String user,
        @Nullable List<String> shell,
        boolean argsEscaped) {
    public Command {
        entrypoint = entrypoint == null ? null : List.copyOf(entrypoint);
        arguments = arguments == null ? null : List.copyOf(arguments);
        environment = List.copyOf(environment);
        shell = shell == null ? null : List.copyOf(shell);
    }

    public Command with(List<String> changed) {
        return new Command(
                entrypoint, arguments, changed, workingDirectory, user, shell, argsEscaped);
    }

    public static Command none() {
        return new Command(null, null, List.of(), "", "", null, false);
    }
}
