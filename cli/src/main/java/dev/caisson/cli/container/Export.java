package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.render.TarOutput;
import java.io.IOException;

/// `export`: all files of a container as a tar.
public final class Export implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "[OPTIONS] CONTAINER",
                        "Export a container's filesystem as a tar archive",
                        1,
                        1)
                .string('o', "output", "Write to a file, instead of STDOUT");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var output = TarOutput.of(arguments);
        var path = ContainerVerbs.path(arguments.positional().get(0), "export");
        var answer = session.daemon().call("GET", path, null);
        try (var _ = answer.connection();
                var body = answer.body()) {
            output.write(body, session.out());
        }
        return 0;
    }
}
