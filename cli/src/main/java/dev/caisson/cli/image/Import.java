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
import java.io.InputStream;

/// `import`: an image of a tar with a root file system.
public final class Import implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
                        "Import the contents from a tarball to create a filesystem image",
                        1,
                        2)
                .list('c', "change", "Apply Dockerfile instruction to the created image")
                .string('m', "message", "Set commit message for imported image")
                .string("platform", "Set platform if server is multi-platform capable");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var source = arguments.positional().getFirst();
        boolean isAddress = source.startsWith("http://") || source.startsWith("https://");
        var target = Query.of("/images/create").with("fromSrc", isAddress ? source : "-");
        if (arguments.positional().size() > 1) target.with("repo", arguments.positional().get(1));
        arguments.string("message").ifPresent(message -> target.with("message", message));
        arguments.string("platform").ifPresent(platform -> target.with("platform", platform));
        arguments.list("change").forEach(change -> target.with("changes", change));
        try (var in = isAddress ? InputStream.nullInputStream() : StandardStreams.open(source)) {
            var answer = session.daemon().upload(target.toString(), in, "application/x-tar");
            try (var _ = answer.connection();
                    var lines = Json.stream(answer.body())) {
                for (var line = lines.next(); line != null; line = lines.next()) {
                    var error = Json.text(line, "error");
                    if (!error.isEmpty()) throw new DaemonError(500, error);
                    session.out().println(Json.text(line, "status"));
                }
            }
        }
        return 0;
    }
}
