package dev.caisson.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// One command, as `ps` or `image ls`.
///
/// The options are declared in code, not by annotations: reading annotations of all commands by
/// reflection
/// costs more than a plain command takes. Only the command that was named is ever built.
public interface Command {
    /// Declares options and parameters.
    ///
    /// @param spec carries the name already
    void declare(CommandSpec spec);

    /// Does the work.
    ///
    /// @return the exit code
    /// @throws DaemonError when the daemon answers with an error
    /// @throws IOException when the daemon cannot be reached or a stream breaks
    int run(ParseResult arguments, Session session) throws IOException;
}
