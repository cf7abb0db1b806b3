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

/// `container prune`, `image prune` and `network prune`: removes what is not used, after a
/// question.
final class Prune implements Command {
    /// What is removed.
    enum What {
        CONTAINERS("containers", "Remove all stopped containers", "Containers"),
        IMAGES("images", "Remove unused images", "Images"),
        NETWORKS("networks", "Remove all unused networks", "Networks"),
        VOLUMES("volumes", "Remove unused local volumes", "Volumes");

        private final String path;
        private final String description;
        private final String heading;

        What(String path, String description, String heading) {
            this.path = path;
            this.description = description;
            this.heading = heading;
        }
    }

    private final What what;
    private final boolean images;

    Prune(What what) {
        this.what = what;
        images = what == What.IMAGES;
    }

    @Override
    public Syntax syntax() {
        var syntax =
                new Syntax("[OPTIONS]", what.description, 0, 0)
                        .list("filter", "Provide filter values (e.g. \"until=<timestamp>\")")
                        .bool('f', "force", "Do not prompt for confirmation");
        if (what == What.VOLUMES) {
            return syntax.bool('a', "all", "Remove all unused volumes, not just anonymous ones");
        }
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
        if (what == What.VOLUMES && arguments.flag("all")) filters.add("all=true");
        var target = Query.of("/" + what.path + "/prune").with("filters", Filters.json(filters));
        var report = session.daemon().post(target.toString(), null);
        var deleted = Json.list(Json.at(report, what.heading + "Deleted"));
        if (!deleted.isEmpty()) {
            session.out().println("Deleted " + what.heading + ":");
            for (var entry : deleted) {
                if (entry instanceof String id) session.out().println(id);
                else
                    Json.object(entry)
                            .forEach(
                                    (how, one) ->
                                            session.out()
                                                    .println(
                                                            how.toLowerCase(Locale.ROOT)
                                                                    + ": "
                                                                    + one));
            }
            session.out().println();
        }
        if (what == What.NETWORKS) return 0;
        session.out()
                .println(
                        "Total reclaimed space: "
                                + Units.size(Json.number(report, "SpaceReclaimed")));
        return 0;
    }

    private boolean confirmed(Session session, boolean all) throws IOException {
        var which =
                images
                        ? all
                                ? "all images without at least one container associated to them"
                                : "all dangling images"
                        : what == What.NETWORKS
                                ? "all custom networks not used by at least one container"
                                : what == What.VOLUMES
                                        ? "local volumes not used by at least one container"
                                        : "all stopped containers";
        session.out()
                .print(
                        "WARNING! This will remove "
                                + which
                                + ".\nAre you sure you want to continue? [y/N] ");
        session.out().flush();
        var in =
                new InputStreamReader(
                        new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8);
        var line = new BufferedReader(in).readLine();
        return line != null && line.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }
}
