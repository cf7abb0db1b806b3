package dev.caisson.cli.system;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import java.io.IOException;

/// `system shutdown`: for the unit that runs when the host goes down.
public final class Shutdown implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                "", "Stop all containers in order, to be started again at the next boot", 0, 0);
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        session.daemon().post("/caisson/shutdown", null);
        return 0;
    }
}
