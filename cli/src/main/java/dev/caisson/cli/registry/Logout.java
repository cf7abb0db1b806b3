package dev.caisson.cli.registry;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import java.io.IOException;

/// `logout`: forgets who one is at a registry.
public final class Logout implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[SERVER]", "Log out from a registry", 0, 1);
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var server = arguments.positional().isEmpty() ? "" : arguments.positional().getFirst();
        var registry = ClientConfig.key(server);
        boolean known = ClientConfig.read(session.environment()).erase(registry);
        session.out()
                .println(
                        known
                                ? "Removing login credentials for " + registry
                                : "Not logged in to " + registry);
        return 0;
    }
}
