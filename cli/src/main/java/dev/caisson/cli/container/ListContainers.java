package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Table;
import dev.caisson.cli.render.Units;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `ps`: lists containers.
public final class ListContainers implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "List containers", 0, 0)
                .bool('a', "all", "Show all containers (default shows just running)")
                .bool("no-trunc", "Don't truncate output")
                .bool('q', "quiet", "Only display container IDs");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean whole = arguments.flag("no-trunc");
        var target = Query.of("/containers/json").withIf(arguments.flag("all"), "all", "1");
        var containers = Json.list(session.daemon().get(target.toString()));
        if (arguments.flag("quiet")) {
            for (var container : containers) session.out().println(id(container, whole));
            return 0;
        }
        var table =
                new Table(
                        "CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES");
        for (var container : containers) {
            var created = Instant.ofEpochSecond(Json.number(container, "Created"));
            table.row(
                    List.of(
                            id(container, whole),
                            Json.text(container, "Image"),
                            command(container, whole),
                            Units.ago(created, session.clock().instant()),
                            Json.text(container, "Status"),
                            "",
                            names(container)));
        }
        session.out().print(table);
        return 0;
    }

    private static String id(@Nullable Object container, boolean whole) {
        var id = Json.text(container, "Id");
        return whole || id.length() < 12 ? id : id.substring(0, 12);
    }

    private static String command(@Nullable Object container, boolean whole) {
        var command = Json.text(container, "Command");
        return "\""
                + (whole || command.length() <= 20 ? command : command.substring(0, 19) + "…")
                + "\"";
    }

    private static String names(@Nullable Object container) {
        var names = new ArrayList<String>();
        for (var name : Json.list(Json.at(container, "Names"))) {
            names.add(String.valueOf(name).replaceFirst("^/", ""));
        }
        return String.join(",", names);
    }
}
