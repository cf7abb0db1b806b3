package dev.caisson.cli.image;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import java.io.IOException;

/// `tag SOURCE TARGET`.
public final class Tag implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
                "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
                2,
                2);
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var target = arguments.positional().get(1);
        int colon = target.lastIndexOf(':');
        boolean tagged = colon > target.lastIndexOf('/');
        var query =
                Query.of("/images/" + ImageVerbs.path(arguments.positional().get(0)) + "/tag")
                        .with("repo", tagged ? target.substring(0, colon) : target)
                        .with("tag", tagged ? target.substring(colon + 1) : "latest");
        session.daemon().post(query.toString(), null);
        return 0;
    }
}
