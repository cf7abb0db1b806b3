package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.Filters;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Identity;
import dev.caisson.cli.render.Listing;
import dev.caisson.cli.render.Ports;
import dev.caisson.cli.render.Units;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `ps`: lists containers.
public final class ListContainers implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "List containers", 0, 0)
                .bool('a', "all", "Show all containers (default shows just running)")
                .list('f', "filter", "Filter output based on conditions provided")
                .string(
                        "format",
                        "Format output using a custom template: 'table', 'table TEMPLATE', 'json',"
                                + " 'TEMPLATE'")
                .integer('n', "last", "Show n last created containers (includes all states)")
                .bool('l', "latest", "Show the latest created container (includes all states)")
                .bool("no-trunc", "Don't truncate output")
                .bool('q', "quiet", "Only display container IDs")
                .bool('s', "size", "Display total file sizes");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean whole = arguments.flag("no-trunc");
        boolean size = arguments.flag("size");
        long last = arguments.flag("latest") ? 1 : arguments.integer("last").orElse(-1L);
        var target =
                Query.of("/containers/json")
                        .withIf(arguments.flag("all"), "all", "1")
                        .withIf(size, "size", "1")
                        .withIf(last > 0, "limit", last);
        if (arguments.has("filter")) target.with("filters", Filters.json(arguments.list("filter")));
        var containers = Json.list(session.daemon().get(target.toString()));
        if (arguments.flag("quiet") && !arguments.has("format")) {
            for (var container : containers) {
                session.out().println(Identity.shown(Json.text(container, "Id"), whole));
            }
            return 0;
        }
        var listing = listing(whole, size, session.clock());
        session.out().print(listing.render(containers, arguments.string("format").orElse(null)));
        return 0;
    }

    private static Listing listing(boolean whole, boolean size, Clock clock) {
        var listing =
                new Listing()
                        .column(
                                "ID",
                                "CONTAINER ID",
                                row -> Identity.shown(Json.text(row, "Id"), whole))
                        .column("Image", "IMAGE", row -> image(row, whole))
                        .column("Command", "COMMAND", row -> command(row, whole))
                        .column(
                                "RunningFor",
                                "CREATED",
                                row -> Units.ago(created(row), clock.instant()))
                        .column("Status", "STATUS", row -> Json.text(row, "Status"))
                        .column(
                                "Ports",
                                "PORTS",
                                row -> Ports.shown(Json.list(Json.at(row, "Ports"))))
                        .column("Names", "NAMES", ListContainers::names)
                        .hidden("CreatedAt", "CREATED AT", row -> timestamp(created(row)))
                        .hidden("State", "STATE", row -> Json.text(row, "State"))
                        .hidden("Labels", "LABELS", ListContainers::labels)
                        .hidden("Mounts", "MOUNTS", ListContainers::mounts)
                        .hidden("LocalVolumes", "LOCAL VOLUMES", ListContainers::volumes)
                        .hidden("Networks", "NETWORKS", ListContainers::networks);
        return size
                ? listing.column("Size", "SIZE", ListContainers::size)
                : listing.hidden("Size", "SIZE", ListContainers::size);
    }

    private static Instant created(@Nullable Object row) {
        return Instant.ofEpochSecond(Json.number(row, "Created"));
    }

    private static String timestamp(Instant instant) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss Z z", Locale.ROOT)
                .format(instant.atZone(ZoneId.systemDefault()));
    }

    private static String image(@Nullable Object row, boolean whole) {
        var image = Json.text(row, "Image");
        return image.startsWith("sha256:") ? Identity.shown(image, whole) : image;
    }

    private static String command(@Nullable Object row, boolean whole) {
        var command = Json.text(row, "Command");
        return "\"" + (whole ? command : Identity.ellipsis(command, 20)) + "\"";
    }

    private static String names(@Nullable Object row) {
        var names = new ArrayList<String>();
        for (var name : Json.list(Json.at(row, "Names"))) {
            names.add(String.valueOf(name).replaceFirst("^/", ""));
        }
        return String.join(",", names);
    }

    private static String labels(@Nullable Object row) {
        var labels = new ArrayList<String>();
        Json.object(Json.at(row, "Labels")).forEach((key, value) -> labels.add(key + "=" + value));
        return String.join(",", labels);
    }

    private static String mounts(@Nullable Object row) {
        var mounts = new ArrayList<String>();
        for (var mount : mountsOf(row)) {
            var name = Json.text(mount, "Name");
            mounts.add(Identity.ellipsis(name.isEmpty() ? Json.text(mount, "Source") : name, 15));
        }
        return String.join(",", mounts);
    }

    private static String volumes(@Nullable Object row) {
        long count =
                mountsOf(row).stream()
                        .filter(mount -> Json.text(mount, "Driver").equals("local"))
                        .count();
        return Long.toString(count);
    }

    private static List<@Nullable Object> mountsOf(@Nullable Object row) {
        return Json.list(Json.at(row, "Mounts"));
    }

    private static String networks(@Nullable Object row) {
        return String.join(",", Json.object(Json.at(row, "NetworkSettings", "Networks")).keySet());
    }

    private static String size(@Nullable Object row) {
        var writable = Units.size(Json.number(row, "SizeRw"));
        long total = Json.number(row, "SizeRootFs");
        long log = Json.number(row, "SizeLog");
        var logged = log > 0 ? ", log " + Units.size(log) : "";
        return total > 0 ? writable + " (virtual " + Units.size(total) + logged + ")" : writable;
    }
}
