package dev.caisson.cli.volume;

import dev.caisson.cli.Command;
import dev.caisson.cli.Filters;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Listing;
import java.io.IOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// `volume ls`: lists volumes.
public final class ListVolumes implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "List volumes", 0, 0)
                .list('f', "filter", "Provide filter values (e.g. \"dangling=true\")")
                .string(
                        "format",
                        "Format output using a custom template: 'table', 'table TEMPLATE', 'json', 'TEMPLATE'")
                .bool('q', "quiet", "Only display volume names");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var target = Query.of("/volumes");
        if (arguments.has("filter")) target.with("filters", Filters.json(arguments.list("filter")));
        var volumes = Json.list(Json.at(session.daemon().get(target.toString()), "Volumes"));
        if (arguments.flag("quiet") && !arguments.has("format")) {
            for (var volume : volumes) session.out().println(Json.text(volume, "Name"));
            return 0;
        }
        var listing =
                new Listing()
                        .column("Driver", "DRIVER", row -> Json.text(row, "Driver"))
                        .column("Name", "VOLUME NAME", row -> Json.text(row, "Name"))
                        .hidden("Scope", "SCOPE", row -> Json.text(row, "Scope"))
                        .hidden("Mountpoint", "MOUNTPOINT", row -> Json.text(row, "Mountpoint"))
                        .hidden("Labels", "LABELS", ListVolumes::labels);
        session.out().print(listing.render(volumes, arguments.string("format").orElse(null)));
        return 0;
    }

    private static String labels(@Nullable Object row) {
        var labels = new ArrayList<String>();
        Json.object(Json.at(row, "Labels")).forEach((key, value) -> labels.add(key + "=" + value));
        return String.join(",", labels);
    }
}
