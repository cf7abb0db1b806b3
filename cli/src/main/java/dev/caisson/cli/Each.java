package dev.caisson.cli;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import java.io.IOException;
import java.util.function.Supplier;

/// A command that does the same to each of several things named: one failure is told and the
/// others go on.
public final class Each implements Command {
    /// What is done to one of them.
    @FunctionalInterface
    public interface Action {
        /// @return what to print, or an empty string for nothing
        String apply(DaemonClient daemon, Arguments arguments, String name) throws IOException;
    }

    private final Supplier<Syntax> syntax;
    private final Action action;

    public Each(Supplier<Syntax> syntax, Action action) {
        this.syntax = syntax;
        this.action = action;
    }

    @Override
    public Syntax syntax() {
        return syntax.get();
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        int code = 0;
        for (var name : arguments.positional()) {
            try {
                var line = action.apply(session.daemon(), arguments, name);
                if (!line.isEmpty()) session.out().println(line);
                session.out().flush();
            } catch (DaemonError refused) {
                session.err().println(refused.text());
                code = 1;
            }
        }
        return code;
    }
}
