package dev.caisson.cli.image;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.render.StandardStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// `save`: images into a tar, written beside its place and renamed when it is whole.
public final class Save implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "[OPTIONS] IMAGE [IMAGE...]",
                        "Save one or more images to a tar archive (streamed to STDOUT by default)",
                        1,
                        Syntax.ANY)
                .string('o', "output", "Write to a file, instead of STDOUT");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var file = arguments.string("output");
        if (file.isEmpty() && StandardStreams.outIsTerminal()) {
            throw new UsageError(
                    "cowardly refusing to save to a terminal. Use the -o flag or redirect");
        }
        var target = Query.of("/images/get");
        arguments.positional().forEach(name -> target.with("names", name));
        var answer = session.daemon().call("GET", target.toString(), null);
        try (var _ = answer.connection();
                var body = answer.body()) {
            if (file.isEmpty()) {
                body.transferTo(session.out());
                return 0;
            }
            var place = Path.of(file.get()).toAbsolutePath();
            var parent = place.getParent();
            var temporary = Files.createTempFile(parent, ".caisson-save", ".tar");
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
