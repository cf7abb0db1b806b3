package dev.caisson.front.buildkit;

import dev.caisson.build.BuildResult;

/// What BuildKit says of a command that failed.
final class ProcessText {
    private ProcessText() {}

    static String of(BuildResult.StepFailure failure) {
        return "process \""
                + String.join(" ", failure.command())
                + "\" did not complete successfully: exit code: "
                + failure.exitCode();
    }
}
