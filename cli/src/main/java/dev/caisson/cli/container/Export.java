package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.render.StandardStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// `export`: all files of a container as a tar, written beside its place and renamed when it is
/// whole.
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
        var file = arguments.string("output");
        if (file.isEmpty() && StandardStreams.outIsTerminal()) {
            throw new UsageError(
                    "cowardly refusing to save to a terminal. Use the -o flag or redirect");
        }
        var path = ContainerVerbs.path(arguments.positional().get(0), "export");
        var answer = session.daemon().call("GET", path, null);
        try (var _ = answer.connection();
                var body = answer.body()) {
            if (file.isEmpty()) {
                body.transferTo(session.out());
                return 0;
            }
            var place = Path.of(file.get()).toAbsolutePath();
            var temporary = Files.createTempFile(place.getParent(), ".caisson-export", ".tar");
            try {
                Files.copy(body, temporary, StandardCopyOption.REPLACE_EXISTING);
                Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
        return 0;
    }
}
