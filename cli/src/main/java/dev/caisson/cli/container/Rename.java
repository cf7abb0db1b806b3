package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import java.io.IOException;

/// `rename OLD NEW`.
public final class Rename implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("CONTAINER NEW_NAME", "Rename a container", 2, 2);
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var path = ContainerVerbs.path(arguments.positional().get(0), "rename");
        session.daemon()
                .post(Query.of(path).with("name", arguments.positional().get(1)).toString(), null);
        return 0;
    }
}
