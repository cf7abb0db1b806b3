package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.json.Json;
import java.io.IOException;

/// `diff`: what a container changed in its files.
public final class Diff implements Command {
    private static final String KINDS = "CAD";

    @Override
    public Syntax syntax() {
        return new Syntax(
                "CONTAINER",
                "Inspect changes to files or directories on a container's filesystem",
                1,
                1);
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var path = ContainerVerbs.path(arguments.positional().get(0), "changes");
        for (var change : Json.list(session.daemon().get(path))) {
            char kind = KINDS.charAt((int) Json.number(change, "Kind"));
            session.out().println(kind + " " + Json.text(change, "Path"));
        }
        return 0;
    }
}
