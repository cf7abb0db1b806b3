package dev.caisson.cli.image;

import dev.caisson.cli.Command;
import dev.caisson.cli.DaemonError;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.StandardStreams;
import java.io.IOException;

/// `load`: images from a tar, read from a file or from standard input as it comes.
public final class Load implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "Load an image from a tar archive or STDIN", 0, 0)
                .string('i', "input", "Read from tar archive file, instead of STDIN")
                .string("platform", "Load only the given platform, 'os[/arch[/variant]]'")
                .bool('q', "quiet", "Suppress the load output");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var file = arguments.string("input");
        var target = Query.of("/images/load").with("quiet", arguments.flag("quiet") ? 1 : 0);
        var _ = PlatformText.of(arguments, target);
        try (var in = StandardStreams.open(file.orElse("-"))) {
            var answer = session.daemon().upload(target.toString(), in, "application/x-tar");
            try (var _ = answer.connection();
                    var progress = Json.stream(answer.body())) {
                for (var line = progress.next(); line != null; line = progress.next()) {
                    var error = Json.text(line, "error");
                    if (!error.isEmpty()) throw new DaemonError(500, error);
                    session.out().print(Json.text(line, "stream"));
                }
            }
        }
        return 0;
    }
}
