package dev.caisson.cli.registry;

import dev.caisson.cli.Command;
import dev.caisson.cli.Filters;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Identity;
import dev.caisson.cli.render.Listing;
import java.io.IOException;

/// `search`: repositories of a registry that offers that.
public final class Search implements Command {
    private static final int DESCRIPTION = 45;

    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS] TERM", "Search a registry for images", 1, 1)
                .list('f', "filter", "Filter output based on conditions provided")
                .string("format", "Pretty-print search using a Go template")
                .integer("limit", "Max number of search results")
                .bool("no-trunc", "Don't truncate output");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var term = arguments.positional().getFirst();
        var limit = arguments.string("limit").orElse("");
        var filters = arguments.list("filter");
        var target =
                Query.of("/images/search")
                        .with("term", term)
                        .withIf(!limit.isEmpty(), "limit", limit)
                        .withIf(!filters.isEmpty(), "filters", Filters.json(filters));
        var header = ClientConfig.read(session.environment()).header(ClientConfig.registryOf(term));
        var answer = session.daemon().call("GET", target.toString(), null, header);
        boolean whole = arguments.flag("no-trunc");
        var listing =
                new Listing()
                        .column("Name", "NAME", one -> Json.text(one, "name"))
                        .column(
                                "Description",
                                "DESCRIPTION",
                                one -> {
                                    var text = Json.text(one, "description").replace('\n', ' ');
                                    return whole ? text : Identity.ellipsis(text, DESCRIPTION);
                                })
                        .column(
                                "StarCount",
                                "STARS",
                                one -> Long.toString(Json.number(one, "star_count")))
                        .column(
                                "IsOfficial",
                                "OFFICIAL",
                                one -> Json.flag(one, "is_official") ? "[OK]" : "");
        try (var _ = answer.connection()) {
            var found = Json.list(Json.parse(answer.bytes()));
            var format = arguments.string("format").orElse(null);
            session.out().print(listing.render(found, format));
        }
        return 0;
    }
}
