package dev.caisson.cli.image;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Identity;
import dev.caisson.cli.render.Listing;
import dev.caisson.cli.render.Units;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `history`: the steps an image was made by.
public final class History implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS] IMAGE", "Show the history of an image", 1, 1)
                .string(
                        "format",
                        "Format output using a custom template: 'table', 'table TEMPLATE', 'json',"
                                + " 'TEMPLATE'")
                .bool('H', "human", "Print sizes and dates in human readable format")
                .bool("no-trunc", "Don't truncate output")
                .string("platform", "Show history for the given platform, 'os[/arch[/variant]]'")
                .bool('q', "quiet", "Only show image IDs");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean whole = arguments.flag("no-trunc");
        boolean human = arguments.flag("human", true);
        var now = session.clock().instant();
        var name = ImageVerbs.path(arguments.positional().get(0));
        var target = PlatformText.of(arguments, Query.of("/images/" + name + "/history"));
        var steps = Json.list(session.daemon().get(target.toString()));
        if (arguments.flag("quiet")) {
            for (var step : steps)
                session.out().println(Identity.shown(Json.text(step, "Id"), whole));
            return 0;
        }
        var listing =
                new Listing()
                        .column("ID", "IMAGE", step -> Identity.shown(Json.text(step, "Id"), whole))
                        .column(
                                "CreatedSince",
                                "CREATED",
                                step ->
                                        human
                                                ? Units.ago(created(step), now)
                                                : created(step).toString())
                        .column(
                                "CreatedBy",
                                "CREATED BY",
                                step -> {
                                    var by = Json.text(step, "CreatedBy").replace('\t', ' ');
                                    return whole ? by : Identity.ellipsis(by, 45);
                                })
                        .column(
                                "Size",
                                "SIZE",
                                step -> {
                                    long size = Json.number(step, "Size");
                                    return human ? Units.size(size) : Long.toString(size);
                                })
                        .column("Comment", "COMMENT", step -> Json.text(step, "Comment"))
                        .hidden("CreatedAt", "CREATED AT", step -> created(step).toString());
        session.out().print(listing.render(steps, arguments.string("format").orElse(null)));
        return 0;
    }

    private static Instant created(@Nullable Object step) {
        return Instant.ofEpochSecond(Json.number(step, "Created"));
    }
}
