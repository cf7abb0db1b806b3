package dev.caisson.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;

/// What a command works with: the daemon, the user's terminal and environment.
///
/// @param out buffered; [Main] flushes it at the end
public record Session(
        DaemonClient daemon,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Clock clock) {
    public Session {
        environment = Map.copyOf(environment);
    }
}
