package dev.caisson.cli.image;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.render.TarOutput;
import java.io.IOException;

/// `save`: images into a tar.
public final class Save implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "[OPTIONS] IMAGE [IMAGE...]",
                        "Save one or more images to a tar archive (streamed to STDOUT by default)",
                        1,
                        Syntax.ANY)
                .string('o', "output", "Write to a file, instead of STDOUT")
                .string("platform", "Save only the given platform, 'os[/arch[/variant]]'");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var output = TarOutput.of(arguments);
        var target = Query.of("/images/get");
        arguments.positional().forEach(name -> target.with("names", name));
        var _ = PlatformText.of(arguments, target);
        var answer = session.daemon().call("GET", target.toString(), null);
        try (var _ = answer.connection();
                var body = answer.body()) {
            output.write(body, session.out());
        }
        return 0;
    }
}
