package dev.caisson.cli;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Units;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;

/// `container prune` and `image prune`: removes what is not used, after a question.
final class Prune implements Command {
    private final boolean images;

    /// @param images true for images, false for containers
    Prune(boolean images) {
        this.images = images;
    }

    @Override
    public Syntax syntax() {
        var syntax =
                new Syntax(
                                "[OPTIONS]",
                                images ? "Remove unused images" : "Remove all stopped containers",
                                0,
                                0)
                        .list("filter", "Provide filter values (e.g. \"until=<timestamp>\")")
                        .bool('f', "force", "Do not prompt for confirmation");
        return images
                ? syntax.bool('a', "all", "Remove all unused images, not just dangling ones")
                : syntax;
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean all = images && arguments.flag("all");
        if (!arguments.flag("force") && !confirmed(session, all)) return 0;
        var filters = new ArrayList<>(arguments.list("filter"));
        if (images) filters.add("dangling=" + !all);
        var target =
                Query.of(images ? "/images/prune" : "/containers/prune")
                        .with("filters", Filters.json(filters));
        var report = session.daemon().post(target.toString(), null);
        var deleted = Json.list(Json.at(report, images ? "ImagesDeleted" : "ContainersDeleted"));
        if (!deleted.isEmpty()) {
            session.out().println(images ? "Deleted Images:" : "Deleted Containers:");
            for (var entry : deleted) {
                if (entry instanceof String id) session.out().println(id);
                else
                    Json.object(entry)
                            .forEach(
                                    (what, which) ->
                                            session.out()
                                                    .println(
                                                            what.toLowerCase(Locale.ROOT)
                                                                    + ": "
                                                                    + which));
            }
            session.out().println();
        }
        session.out()
                .println(
                        "Total reclaimed space: "
                                + Units.size(Json.number(report, "SpaceReclaimed")));
        return 0;
    }

    private boolean confirmed(Session session, boolean all) throws IOException {
        var what =
                images
                        ? all
                                ? "all images without at least one container associated to them"
                                : "all dangling images"
                        : "all stopped containers";
        session.out()
                .print(
                        "WARNING! This will remove "
                                + what
                                + ".\nAre you sure you want to continue? [y/N] ");
        session.out().flush();
        var in =
                new InputStreamReader(
                        new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8);
        var line = new BufferedReader(in).readLine();
        return line != null && line.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }
}
