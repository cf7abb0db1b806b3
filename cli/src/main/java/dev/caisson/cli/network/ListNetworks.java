package dev.caisson.cli.network;

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
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `network ls`.
public final class ListNetworks implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "List networks", 0, 0)
                .list('f', "filter", "Provide filter values (e.g. \"driver=bridge\")")
                .string(
                        "format",
                        "Format output using a custom template: 'table', 'table TEMPLATE', 'json',"
                                + " 'TEMPLATE'")
                .bool("no-trunc", "Do not truncate the output")
                .bool('q', "quiet", "Only display network IDs");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean whole = arguments.flag("no-trunc");
        var filters = arguments.list("filter");
        var target =
                Query.of("/networks").withIf(!filters.isEmpty(), "filters", Filters.json(filters));
        var networks = Json.list(session.daemon().get(target.toString()));
        if (arguments.flag("quiet")) {
            for (var network : networks) session.out().println(id(network, whole));
            return 0;
        }
        var listing =
                new Listing()
                        .column("ID", "NETWORK ID", row -> id(row, whole))
                        .column("Name", "NAME", row -> Json.text(row, "Name"))
                        .column("Driver", "DRIVER", row -> Json.text(row, "Driver"))
                        .column("Scope", "SCOPE", row -> Json.text(row, "Scope"))
                        .hidden("CreatedAt", "CREATED AT", row -> Json.text(row, "Created"))
                        .hidden("IPv4", "IPV4", row -> flag(row, "EnableIPv4"))
                        .hidden("IPv6", "IPV6", row -> flag(row, "EnableIPv6"))
                        .hidden("Internal", "INTERNAL", row -> flag(row, "Internal"))
                        .hidden("Labels", "LABELS", ListNetworks::labels);
        session.out().print(listing.render(networks, arguments.string("format").orElse(null)));
        return 0;
    }

    private static String id(@Nullable Object network, boolean whole) {
        return Identity.shown(Json.text(network, "Id"), whole);
    }

    private static String flag(@Nullable Object network, String key) {
        return String.valueOf(Boolean.TRUE.equals(Json.at(network, key)));
    }

    private static String labels(@Nullable Object network) {
        return new TreeMap<>(Json.object(Json.at(network, "Labels")))
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }
}
