package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.create.ContainerRequest;
import java.io.IOException;
import java.util.List;

/// `create`: makes a container without starting it.
public final class Create implements Command {
    @Override
    public Syntax syntax() {
        var syntax =
                new Syntax(
                                "[OPTIONS] IMAGE [COMMAND] [ARG...]",
                                "Create a new container",
                                1,
                                Syntax.ANY)
                        .flagsEndAtFirstArgument();
        return ContainerRequest.declare(Creation.declare(syntax));
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var request = ContainerRequest.of(arguments);
        boolean stdin = arguments.flag("interactive");
        request.attach(stdin, true, true, stdin);
        session.out().println(new Creation(session, arguments).create(request, List.of()));
        return 0;
    }
}
