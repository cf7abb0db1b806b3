package dev.caisson.cli.volume;

import dev.caisson.cli.Command;
import dev.caisson.cli.Filters;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Listing;
import dev.caisson.cli.render.Units;
import java.io.IOException;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `volume ls`: lists volumes.
public final class ListVolumes implements Command {
    /// A template that shows what only `size` brings.
    private static final Pattern SIZED = Pattern.compile("[.](Size|Links)\\b");

    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "List volumes", 0, 0)
                .list('f', "filter", "Provide filter values (e.g. \"dangling=true\")")
                .string(
                        "format",
                        "Format output using a custom template: 'table', 'table TEMPLATE', 'json',"
                                + " 'TEMPLATE'")
                .bool('q', "quiet", "Only display volume names")
                .bool('s', "size", "Display how much is in each, which takes a while");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var target = Query.of("/volumes");
        if (arguments.has("filter")) target.with("filters", Filters.json(arguments.list("filter")));
        var format = arguments.string("format").orElse(null);
        boolean sizes = arguments.flag("size") || format != null && SIZED.matcher(format).find();
        target.withIf(sizes, "size", "1");
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
        if (arguments.flag("size")) {
            listing.column("Links", "LINKS", ListVolumes::links)
                    .column("Size", "SIZE", ListVolumes::size);
        } else {
            listing.hidden("Links", "LINKS", ListVolumes::links)
                    .hidden("Size", "SIZE", ListVolumes::size);
        }
        session.out().print(listing.render(volumes, format));
        return 0;
    }

    private static String links(@Nullable Object row) {
        return Long.toString(Json.number(row, "UsageData", "RefCount"));
    }

    private static String size(@Nullable Object row) {
        return Units.size(Json.number(row, "UsageData", "Size"));
    }

    private static String labels(@Nullable Object row) {
        var labels = new ArrayList<String>();
        Json.object(Json.at(row, "Labels")).forEach((key, value) -> labels.add(key + "=" + value));
        return String.join(",", labels);
    }
}
