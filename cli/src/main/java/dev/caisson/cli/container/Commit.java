package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.io.IOException;

/// `commit`: an image of a container and its changes.
public final class Commit implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
                        "Create a new image from a container's changes",
                        1,
                        2)
                .string(
                        'a',
                        "author",
                        "Author (e.g., \"John Hannibal Smith <hannibal@a-team.com>\")")
                .list('c', "change", "Apply Dockerfile instruction to the created image")
                .string('m', "message", "Commit message")
                .bool('p', "pause", "Pause container during commit (default true)");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var given = arguments.positional();
        var target = Query.of("/commit").with("container", given.get(0));
        if (given.size() > 1) {
            var name = given.get(1);
            int colon = name.lastIndexOf(':');
            boolean tagged = colon > name.lastIndexOf('/');
            target.with("repo", tagged ? name.substring(0, colon) : name)
                    .withIf(tagged, "tag", tagged ? name.substring(colon + 1) : "");
        }
        arguments.string("author").ifPresent(author -> target.with("author", author));
        arguments.string("message").ifPresent(message -> target.with("comment", message));
        arguments.list("change").forEach(change -> target.with("changes", change));
        target.with("pause", arguments.flag("pause", true) ? "1" : "0");
        session.out().println(Json.text(session.daemon().post(target.toString(), null), "Id"));
        return 0;
    }
}
