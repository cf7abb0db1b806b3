package dev.caisson.cli.system;

import dev.caisson.cli.Command;
import dev.caisson.cli.Filters;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Listing;
import dev.caisson.cli.render.Moment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `events`: what happens, as it happens.
public final class Events implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "Get real time events from the daemon", 0, 0)
                .list('f', "filter", "Filter output based on conditions provided")
                .string("format", "Format output using a custom template: 'json', 'TEMPLATE'")
                .string("since", "Show all events created since timestamp")
                .string("until", "Stream events until this timestamp");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var now = session.clock().instant();
        var target = Query.of("/events");
        arguments
                .string("since")
                .ifPresent(since -> target.with("since", Moment.parameter(since, now)));
        arguments
                .string("until")
                .ifPresent(until -> target.with("until", Moment.parameter(until, now)));
        if (arguments.has("filter")) target.with("filters", Filters.json(arguments.list("filter")));
        var format = arguments.string("format").orElse(null);
        var answer = session.daemon().call("GET", target.toString(), null);
        try (var _ = answer.connection();
                var events = Json.stream(answer.body())) {
            for (var event = events.next(); event != null; event = events.next()) {
                session.out().print(format == null ? line(event) : Listing.one(event, format));
                session.out().flush();
            }
        }
        return 0;
    }

    private static String line(@Nullable Object event) {
        var attributes = new ArrayList<String>();
        new TreeMap<>(Json.object(Json.at(event, "Actor", "Attributes")))
                .forEach((key, value) -> attributes.add(key + "=" + value));
        var line =
                Moment.local(Json.number(event, "timeNano"))
                        + " "
                        + Json.text(event, "Type")
                        + " "
                        + Json.text(event, "Action")
                        + " "
                        + Json.text(event, "Actor", "ID");
        return attributes.isEmpty()
                ? line + "\n"
                : line + " (" + String.join(", ", attributes) + ")\n";
    }
}
