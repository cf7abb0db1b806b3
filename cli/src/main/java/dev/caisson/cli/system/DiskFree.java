package dev.caisson.cli.system;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Identity;
import dev.caisson.cli.render.Listing;
import dev.caisson.cli.render.Units;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `system df`: Docker's table, and below it every byte of the data root.
public final class DiskFree implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "Show disk usage", 0, 0)
                .bool('v', "verbose", "Show detailed information on space usage")
                .string(
                        "format",
                        "Format output using a custom template: 'table', 'table TEMPLATE', 'json',"
                                + " 'TEMPLATE'");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var usage = session.daemon().get("/system/df?accounts=1");
        var format = arguments.string("format").orElse(null);
        if (arguments.flag("verbose")) {
            session.out().print(images(usage) + "\n" + containers(usage) + "\n" + volumes(usage));
            return 0;
        }
        session.out().print(summary().render(rows(usage), format));
        if (format == null) session.out().print("\n" + accounts(usage));
        return 0;
    }

    private static Listing summary() {
        return new Listing()
                .column("Type", "TYPE", row -> Json.text(row, "type"))
                .column("TotalCount", "TOTAL", row -> Json.text(row, "total"))
                .column("Active", "ACTIVE", row -> Json.text(row, "active"))
                .column("Size", "SIZE", row -> Units.size(Json.number(row, "size")))
                .column("Reclaimable", "RECLAIMABLE", DiskFree::reclaimable);
    }

    private static String reclaimable(@Nullable Object row) {
        long free = Json.number(row, "free");
        long size = Json.number(row, "size");
        var text = Units.size(free);
        return size > 0 ? text + " (" + free * 100 / size + "%)" : text;
    }

    private static List<@Nullable Object> rows(@Nullable Object usage) {
        var rows = new ArrayList<@Nullable Object>();
        var images = Json.list(Json.at(usage, "Images"));
        long layers = Json.number(usage, "LayersSize");
        long used = 0;
        int active = 0;
        for (var image : images) {
            if (Json.number(image, "Containers") <= 0) continue;
            active++;
            used += Json.number(image, "Size") - shared(image);
        }
        rows.add(row("Images", images.size(), active, layers, Math.max(0, layers - used)));
        rows.add(
                sum(
                        "Containers",
                        Json.list(Json.at(usage, "Containers")),
                        "SizeRw",
                        DiskFree::runs));
        rows.add(volumeSum(Json.list(Json.at(usage, "Volumes"))));
        var cache = Json.list(Json.at(usage, "BuildCache"));
        rows.add(sum("Build Cache", cache, "Size", one -> "true".equals(Json.text(one, "InUse"))));
        return rows;
    }

    private static long shared(@Nullable Object image) {
        return Math.max(0, Json.number(image, "SharedSize"));
    }

    private static boolean runs(@Nullable Object container) {
        var state = Json.text(container, "State");
        return state.equals("running") || state.equals("paused") || state.equals("restarting");
    }

    /// Whether something is in use.
    @FunctionalInterface
    private interface InUse {
        boolean is(@Nullable Object one);
    }

    private static Map<String, @Nullable Object> sum(
            String type, List<@Nullable Object> all, String size, InUse inUse) {
        long total = 0;
        long free = 0;
        int active = 0;
        for (var one : all) {
            long bytes = Json.number(one, size);
            total += bytes;
            if (inUse.is(one)) active++;
            else free += bytes;
        }
        return row(type, all.size(), active, total, free);
    }

    private static Map<String, @Nullable Object> volumeSum(List<@Nullable Object> volumes) {
        long total = 0;
        long free = 0;
        int active = 0;
        for (var volume : volumes) {
            long bytes = Math.max(0, Json.number(volume, "UsageData", "Size"));
            total += bytes;
            if (Json.number(volume, "UsageData", "RefCount") > 0) active++;
            else free += bytes;
        }
        return row("Local Volumes", volumes.size(), active, total, free);
    }

    private static Map<String, @Nullable Object> row(
            String type, int total, int active, long size, long free) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("type", type);
        row.put("total", Integer.toString(total));
        row.put("active", Integer.toString(active));
        row.put("size", size);
        row.put("free", free);
        return row;
    }

    private static String accounts(@Nullable Object usage) {
        var rows = new ArrayList<@Nullable Object>(Json.list(Json.at(usage, "Accounts")));
        long size = 0;
        long free = 0;
        for (var row : rows) {
            size += Json.number(row, "Size");
            free += Json.number(row, "Reclaimable");
        }
        var total = new LinkedHashMap<String, @Nullable Object>();
        total.put("Use", "Total");
        total.put("Size", size);
        total.put("Reclaimable", free);
        rows.add(total);
        return new Listing()
                .column("Use", "ON DISK", row -> Json.text(row, "Use"))
                .column("Size", "SIZE", row -> Units.size(Json.number(row, "Size")))
                .column(
                        "Reclaimable",
                        "RECLAIMABLE",
                        row -> Units.size(Json.number(row, "Reclaimable")))
                .render(rows, null);
    }

    private static String images(@Nullable Object usage) {
        return "Images space usage:\n\n"
                + new Listing()
                        .column("Name", "IMAGE", DiskFree::name)
                        .column(
                                "ID",
                                "IMAGE ID",
                                row -> Identity.shown(Json.text(row, "Id"), false))
                        .column("Size", "SIZE", row -> Units.size(Json.number(row, "Size")))
                        .column("Shared", "SHARED SIZE", row -> Units.size(shared(row)))
                        .column(
                                "Unique",
                                "UNIQUE SIZE",
                                row -> Units.size(Json.number(row, "Size") - shared(row)))
                        .column("Containers", "CONTAINERS", row -> Json.text(row, "Containers"))
                        .render(Json.list(Json.at(usage, "Images")), null);
    }

    private static String name(@Nullable Object image) {
        var tags = Json.list(Json.at(image, "RepoTags"));
        return tags.isEmpty() ? "<none>" : String.valueOf(tags.getFirst());
    }

    private static String containers(@Nullable Object usage) {
        return "Containers space usage:\n\n"
                + new Listing()
                        .column(
                                "ID",
                                "CONTAINER ID",
                                row -> Identity.shown(Json.text(row, "Id"), false))
                        .column("Image", "IMAGE", row -> Json.text(row, "Image"))
                        .column("Size", "SIZE", row -> Units.size(Json.number(row, "SizeRw")))
                        .column("Status", "STATUS", row -> Json.text(row, "Status"))
                        .render(Json.list(Json.at(usage, "Containers")), null);
    }

    private static String volumes(@Nullable Object usage) {
        return "Local Volumes space usage:\n\n"
                + new Listing()
                        .column("Name", "VOLUME NAME", row -> Json.text(row, "Name"))
                        .column(
                                "Links",
                                "LINKS",
                                row -> Long.toString(Json.number(row, "UsageData", "RefCount")))
                        .column(
                                "Size",
                                "SIZE",
                                row -> Units.size(Json.number(row, "UsageData", "Size")))
                        .render(Json.list(Json.at(usage, "Volumes")), null);
    }
}
