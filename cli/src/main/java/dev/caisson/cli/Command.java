package dev.caisson.cli;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import java.io.IOException;

/// One command, as `ps` or `image ls`. Only the command that was named is ever built.
public interface Command {
    /// What the command accepts.
    Syntax syntax();

    /// Does the work.
    ///
    /// @return the exit code
    /// @throws DaemonError when the daemon answers with an error
    /// @throws dev.caisson.cli.arguments.UsageError when arguments contradict each other
    /// @throws IOException when the daemon cannot be reached or a stream breaks
    int run(Arguments arguments, Session session) throws IOException;
}
