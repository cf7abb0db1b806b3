package dev.caisson.system;

import java.time.Duration;
import java.util.List;

/// What a command of the host ended with.
///
/// @param code exit code
/// @param out standard output
/// @param err standard error
public record CommandOutcome(int code, String out, String err) {
    /// Runs a command without input to its end.
    public static CommandOutcome of(String... command) {
        try (var running = RunningCommand.start(List.of(command), java.util.Map.of())) {
            running.closeInput();
            return running.outcome(Duration.ofMinutes(5));
        }
    }

    /// Standard output without the last line end.
    public String line() {
        return out.strip();
    }
}
