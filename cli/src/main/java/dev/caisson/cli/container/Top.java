package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Table;
import java.io.IOException;

/// `top`: the processes of a container.
public final class Top implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "CONTAINER [ps OPTIONS]",
                        "Display the running processes of a container",
                        1,
                        Syntax.ANY)
                .flagsEndAtFirstArgument();
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var given = arguments.positional();
        var target =
                Query.of(ContainerVerbs.path(given.get(0), "top"))
                        .withIf(
                                given.size() > 1,
                                "ps_args",
                                String.join(" ", given.subList(1, given.size())));
        var answer = session.daemon().get(target.toString());
        var titles = Json.list(Json.at(answer, "Titles"));
        var table = new Table(titles.stream().map(String::valueOf).toArray(String[]::new));
        for (var process : Json.list(Json.at(answer, "Processes"))) {
            table.row(Json.list(process).stream().map(String::valueOf).toList());
        }
        session.out().print(table);
        return 0;
    }
}
